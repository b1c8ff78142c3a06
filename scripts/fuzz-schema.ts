import { parseArgs } from 'node:util';
import { createSchemaReader } from '../src/drizzle/engine/schema-reader.ts';
import type { ReadSchema } from '../src/drizzle/schema/read-schema.ts';

// Makes schema files out of a grammar and breaks them, and reads them: nothing may crash, hang or
// escape, and a sound schema that is read in between must stay what it is.
const usage = `node scripts/fuzz-schema.ts [--minutes 10] [--seed N] [--only ITERATION]`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) throw new Error(usage);

type Random = () => number;

/** Mulberry32, so that a seed and the number of an iteration say everything about it. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const names = [
  'a',
  'b',
  'users',
  'id',
  'constructor',
  '__proto__',
  'toString',
  'x',
  'then',
  'length',
];

/** Rules of the grammar: `<name>` stands for one of the texts of that rule. */
const grammar: Readonly<Record<string, readonly string[]>> = {
  file: ['<head>\n<statement>\n<statement>\n<statement>', '<head>\n<statement>\n<table>\n<table>'],
  head: [
    `import * as pg from 'drizzle-orm/pg-core'; import * as orm from 'drizzle-orm'; import { sql, eq, relations } from 'drizzle-orm';
import { pgTable, pgEnum, pgView, pgSchema, pgPolicy, pgTableCreator, customType, text, integer, timestamp, jsonb, varchar, index, unique, primaryKey, foreignKey, check } from 'drizzle-orm/pg-core';
import { other, more } from './other'; import * as whole from './other'; import { foreign } from 'foreign';
export const base = pgTable('base', { id: text().primaryKey() });`,
  ],
  statement: [
    'export const <name> = <value>;',
    'export const { <name>, ...rest } = <value>;',
    'export const [<name>] = <value>;',
    'export function <name>(<name>) { <inner> return <value>; }',
    'export default <value>;',
    'export * from <module>;',
    'export { <name> } from <module>;',
    'export enum <name> { a = <value>, b }',
    '<value>.<name>(<value>);',
    '<name>.<name> = <value>;',
    '<table>',
  ],
  table: [
    `export const <name> = pgTable('<name>', { <column>, <column> }, (t) => [<extra>, <extra>]);`,
    `export const <name>1 = pgTable('<name>1', { p: text(), q: integer(), <plain> }, (t) => [<extra>]);`,
    `export const <name>2 = pgTable('<name>2', { p: text(), q: integer(), <column> }, (t) => ({ k: <extra> }));`,
    `export const <name>3 = pgTable('<name>3', { p: text(), q: integer() }, (t) => [<extra>, <extra>]).enableRLS();`,
    `export const <name> = pgTable(<value>, <value>, <value>);`,
    `export const <name> = pgSchema('s').table('<name>', { <column> });`,
    `export const <name> = pgView('<name>').as((qb) => qb.select({ <name>: <value> }).from(<value>));`,
    `export const <name> = pgEnum('<name>', <value>);`,
    `export const <name> = relations(<value>, (h) => ({ <name>: h.one(<value>) }));`,
  ],
  plain: [
    'p: text()',
    `q: integer('q').notNull()`,
    `r: varchar('r', { length: 20 }).default('x').unique()`,
    's: timestamp().defaultNow()',
    `u: text().references(() => base.id)`,
    `w: jsonb().default(<value>)`,
  ],
  column: [
    '<plain>',
    '<plain>',
    '<plain>',
    '<name>: <builder>',
    '<name>: <builder>.<method>',
    '<name>: <builder>.<method>.<method>',
    '...<value>',
    '[<value>]: <builder>',
    '<name>() { return <value>; }',
  ],
  builder: [
    'text()',
    `varchar('<name>', { length: <value> })`,
    'integer()',
    'jsonb()',
    'timestamp()',
    'customType({ dataType: () => <value> })()',
    'pg.<name>(<value>)',
  ],
  method: [
    'notNull()',
    'default(<value>)',
    'primaryKey()',
    'references(() => <value>)',
    'unique()',
    'array()',
    '$type<string>()',
    '$defaultFn(() => <value>)',
    'generatedAlwaysAs(<value>)',
    '<name>(<value>)',
  ],
  extra: [
    `index('<name>').on(<value>)`,
    `unique().on(t.<name>)`,
    `check('<name>', sql\`\${<value>}\`)`,
    'primaryKey({ columns: [<value>] })',
    'foreignKey({ columns: [t.<name>], foreignColumns: [<value>] })',
    `pgPolicy('<name>', { using: <value>, to: <value> })`,
    `index('i<name>').on(t.p)`,
    `unique('u<name>').on(t.p, t.q)`,
    `check('c<name>', sql\`\${t.p} > \${<value>}\`)`,
    '<value>',
  ],
  inner: [
    '',
    'const y = <value>;',
    'for (const z of <value>) { <inner> }',
    'if (<value>) return <value>;',
    'while (<value>) { <inner> }',
    '<name> += <value>;',
  ],
  value: [
    '<name>',
    'users.<name>',
    't.<name>',
    '<value>.<name>',
    '<value>[<value>]',
    '<value>(<value>)',
    '<value>.<name>(<value>)',
    '(<name>) => <value>',
    '(function () { <inner> return <value>; })',
    '{ <name>: <value>, ...<value> }',
    '({ <column>, <column> })',
    '[<value>, ...<value>]',
    '`<name>${<value>}`',
    'sql`${<value>} <name>`',
    'sql.raw(<value>)',
    'eq(<value>, <value>)',
    '<value> ? <value> : <value>',
    '<value> + <value>',
    '<value> ?? <value>',
    '!<value>',
    `'<name>'`,
    '1',
    '10n',
    'null',
    'undefined',
    'new Date(0)',
    'new <value>(<value>)',
    'Object.<objectMethod>(<value>)',
    'Array.from({ length: 1000 })',
    `'x'.repeat(<value>)`,
    'whole.<name>',
    'foreign(<value>)',
    'process.env.X',
    'globalThis',
    'this',
    'import(<value>)',
    'Function(<value>)',
    '<builder>',
    'orm.<name>',
  ],
  objectMethod: ['keys', 'values', 'entries', 'assign', 'fromEntries', 'freeze', 'getPrototypeOf'],
  module: [`'./other'`, `'./schema'`, `'drizzle-orm'`, `'foreign'`, `'../../outside'`, `'node:fs'`],
  name: names,
};

const deepest = 9;

function expand(rule: string, random: Random, depth = 0): string {
  const texts = grammar[rule] ?? [];
  // Deep down, a value is a short one.
  const few = depth > deepest && rule === 'value' ? ['1', `'a'`, 'users', 'users.id', 't'] : texts;
  const text = few[Math.floor(random() * few.length)] ?? '';
  return text.replace(/<(\w+)>/g, (whole, name: string) =>
    name in grammar ? expand(name, random, depth + 1) : whole,
  );
}

/** Tokens that are thrown into a text. */
const junk = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '`',
  '${',
  '...',
  '=>',
  '.',
  '?.',
  '!',
  ';',
  '<<<<<<< x\n',
  '\0',
  '/*',
  '//',
  '"',
  '#',
  '@',
  '😀',
  '__proto__',
  'constructor',
  'await ',
  'yield ',
  'class ',
  'return ',
  '-',
];

function breakText(text: string, random: Random): string {
  const count = random() < 0.6 ? 0 : Math.floor(random() * 4);
  let broken = text;
  for (let index = 0; index < count; index += 1) {
    const at = Math.floor(random() * broken.length);
    const length = random() < 0.5 ? 0 : Math.floor(random() * 30);
    const from = Math.floor(random() * broken.length);
    const put =
      random() < 0.5
        ? (junk[Math.floor(random() * junk.length)] ?? '')
        : broken.slice(from, from + Math.floor(random() * 60));
    broken = broken.slice(0, at) + put + broken.slice(at + length);
  }
  return broken;
}

const sound = `import { pgTable, text, integer, index } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: text('id').primaryKey(), age: integer().default(1) }, (t) => [index().on(t.age)]);`;

/** What no schema can say by itself: code of functions, and where this process stands. */
const leaks = ['[native code]', 'class Pg', process.cwd(), process.version];

const reader = createSchemaReader();

function read(files: ReadonlyMap<string, string>): Promise<ReadSchema> {
  return reader.read({
    entry: 'schema.ts',
    paths: new Set(files.keys()),
    readFiles: (paths) =>
      Promise.resolve(new Map(paths.map((path) => [path, files.get(path) ?? '']))),
  });
}

function complaintOf(result: ReadSchema, files: ReadonlyMap<string, string>): string | null {
  if (/engine|too long/.test(result.problem ?? '')) return result.problem;
  const said = JSON.stringify([result.snapshot, result.unresolved, result.relations]);
  const text = [...files.values()].join('\n');
  return leaks.find((leak) => said.includes(leak) && !text.includes(leak)) ?? null;
}

async function soundSnapshot(): Promise<string> {
  const { snapshot } = await read(new Map([['schema.ts', sound]]));
  return JSON.stringify({ ...snapshot, id: '' });
}

const seed = Number(values.seed);
const first = await soundSnapshot();
const end = performance.now() + Number(values.minutes) * 60_000;
const counts = { iterations: 0, tables: 0, unresolved: 0, refused: 0, slowest: 0 };
let iteration = Number(values.only ?? 0);
console.log(`seed ${seed}`);

while (performance.now() < end) {
  const random = randomOf(seed * 1_000_003 + iteration);
  const files = new Map([
    ['schema.ts', breakText(expand('file', random), random)],
    ['other.ts', breakText(expand('file', random), random)],
  ]);
  const started = performance.now();
  const result = await read(files);
  counts.slowest = Math.max(counts.slowest, Math.round(performance.now() - started));
  counts.iterations += 1;
  counts.tables += Object.keys((result.snapshot?.tables ?? {}) as object).length;
  counts.unresolved += result.unresolved.length;
  counts.refused += result.problem === null ? 0 : 1;
  const complaint = complaintOf(result, files);
  const isSound = iteration % 50 !== 0 || (await soundSnapshot()) === first;
  if (complaint !== null || !isSound || values.only !== undefined) {
    console.log(
      `--seed ${seed} --only ${iteration}: ${complaint ?? (isSound ? 'nothing' : 'a sound schema changed')}`,
    );
    for (const [path, text] of files) console.log(`--- ${path}\n${text}`);
    if (values.only !== undefined)
      console.log(JSON.stringify(result.unresolved, null, 1), result.problem);
    process.exitCode = complaint !== null || !isSound ? 1 : 0;
    break;
  }
  iteration += 1;
}
console.log(JSON.stringify(counts));
await reader.close();
