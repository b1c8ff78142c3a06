import { afterAll, describe, expect, test } from '@jest/globals';
import { createSchemaReader } from '../../../src/drizzle/engine/schema-reader.ts';
import { readFiles, tablesOf } from './read.ts';

const reader = createSchemaReader();
afterAll(() => reader.close());

const head = `
import { sql, relations } from 'drizzle-orm';
import * as orm from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { pgTable, pgEnum, pgView, pgSchema, customType, text, integer, index } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: text('id').primaryKey() });
export const status = pgEnum('status', ['a', 'b']);
`;

/**
 * Expressions that hand out more than a schema may have. Each becomes part of the name of a table,
 * so that a table called `escaped…` means that its value was known.
 */
const escapes: Readonly<Record<string, string>> = {
  'constructor of a function': `(() => 1).constructor('return process')().pid`,
  'constructor of a string': `'x'.constructor.constructor('return process')().pid`,
  'constructor of a list': `[].constructor.constructor('return 1')()`,
  'constructor by a computed key': `({})['const' + 'ructor'].name`,
  'constructor by destructuring': `(({ constructor: { constructor: F } }) => F('return 1')())({})`,
  'constructor of a builder': `text('x').constructor.name`,
  'constructor of a table': `users.constructor.name`,
  'constructor of a column': `users.id.constructor.constructor('return 1')()`,
  'constructor of sql': `sql\`x\`.constructor.name`,
  'prototype of pgTable': `pgTable.prototype`,
  'bind of pgTable': `pgTable.bind(null)`,
  'call of a closure': `(() => 1).call(null)`,
  'apply of a host function': `pgTable.apply(null, ['x', {}])`,
  'name of a host function': `pgTable.name`,
  __proto__: `({}).__proto__.toString`,
  '__proto__ by a computed key': `({})['__pro' + 'to__']`,
  '__proto__ of an array': `[].__proto__.map`,
  __defineGetter__: `({}).__defineGetter__('x', () => 1)`,
  __lookupGetter__: `users.__lookupGetter__('id')`,
  eval: `eval('1')`,
  Function: `Function('return 1')()`,
  'new Function': `new Function('return 1')()`,
  require: `require('node:fs').readFileSync('/etc/passwd', 'utf8')`,
  'dynamic import': `import('node:fs')`,
  'import.meta': `import.meta.url`,
  process: `process.version`,
  'process.binding': `process.binding('fs')`,
  globalThis: `globalThis.process.version`,
  global: `global.process`,
  this: `(function () { return this; })()`,
  arguments: `(function () { return arguments[0]; })(1)`,
  callee: `(function f() { return f.caller; })()`,
  'new.target': `(function () { return new.target; })()`,
  Reflect: `Reflect.getPrototypeOf(users)`,
  Proxy: `new Proxy({}, {})`,
  'Symbol.for': `users[Symbol.for('drizzle:Name')]`,
  'Object.getPrototypeOf': `Object.getPrototypeOf(users)`,
  'Object.getOwnPropertyDescriptors': `Object.getOwnPropertyDescriptors(users)`,
  'JSON.parse': `JSON.parse('{"__proto__":{"x":1}}').x`,
  fetch: `fetch('http://localhost')`,
  WebAssembly: `WebAssembly.Module`,
  'a class': `new (class { x = 1 })().x`,
  'a static block': `(class { static { globalThis.y = 1 } }).name`,
  'a tagged template of another tag': `((strings) => strings.raw)\`x\``,
  'a getter': `({ get x() { return 1; } }).x`,
  'an async function': `(async () => 1)()`,
  'a generator': `[...(function* () { yield 1; })()].join()`,
  'a regular expression': `/x/.source`,
  'a constructor of Drizzle': `orm.SQL.name`,
  'an unlisted export of Drizzle': `pg.PgDialect`,
  'a session': `new pg.PgSession()`,
  'internals of a table': `users._.name`,
  'the dialect of a query': `pgView('v').as((qb) => qb.getDialect())`,
  'methods of sql that run': `sql\`x\`.toQuery({})`,
  'getSQL of a table': `users.getSQL()`,
  'mapToDriverValue of a column': `users.id.mapToDriverValue('x')`,
  'the build of a builder': `text('x').build(users)`,
  'a forged namespace': `({ __ns: 'x', path: 'schema.ts' }).users.id.table.constructor`,
  'toString of an object': `'' + ({ toString: () => 'x' })`,
  'valueOf of an object': `1 + ({ valueOf: () => 1 })`,
  'a key that is an object': `({})[{ toString: () => 'constructor' }]`,
  'a default that shadows': `((x = (() => 1).constructor) => x)()`,
  'the prototype of a named import': `text.prototype.constructor`,
};

describe('escapes are contained', () => {
  test.each(Object.entries(escapes))('%s', async (_, expression) => {
    const schema = `${head}
      const value = ${expression};
      export const escaped = pgTable(\`escaped_\${value}\`, { id: text('id') });`;
    const read = await readFiles(reader, { 'schema.ts': schema });
    expect(tablesOf(read)).toEqual(['public.users']);
    expect(read.unresolved.map(({ name }) => name)).toContain('escaped');
  });
});

/** What would change things for others, in this reading or in later ones. */
const pollution: Readonly<Record<string, string>> = {
  'a literal with __proto__': `export const x = { __proto__: { polluted: 1 } };`,
  'a computed __proto__': `export const x = { ['__proto__']: { polluted: 1 } };`,
  'an assignment to __proto__': `const o = {}; o.__proto__.polluted = 1; export const x = o;`,
  'Object.assign to Drizzle': `Object.assign(pgTable, { polluted: 1 }); export const x = 1;`,
  'Object.assign to a table': `Object.assign(users, { id: 1 });`,
  'an assignment to a column': `users.id.name = 'polluted';`,
  'a list of Drizzle': `status.enumValues.push('polluted'); export const x = status('x');`,
  'an assignment to an export of Drizzle': `pg.text = pg.integer;`,
  'Object.fromEntries': `export const x = Object.fromEntries([['__proto__', { polluted: 1 }]]);`,
  'an export of the forbidden name': `export const __proto__ = users; export const constructor = 1;`,
  'columns of forbidden names': `export const t = pgTable('t', { ['cons' + 'tructor']: text('x') });`,
  'a table called __proto__': `export const t = pgTable('__proto__', { id: text('__proto__') });`,
  'an enum called constructor': `export const e = pgEnum('constructor', ['x']);`,
  'a freeze of what is shared': `Object.freeze(status.enumValues);`,
};

describe('nothing is changed for others', () => {
  const sound = `${head} export const posts = pgTable('posts', { id: integer(), status: status() });`;

  test.each(Object.entries(pollution))('%s', async (_, code) => {
    const before = await readFiles(reader, { 'schema.ts': sound });
    await readFiles(reader, { 'schema.ts': `${head} ${code}` });
    const after = await readFiles(reader, { 'schema.ts': sound });
    expect({ ...after.snapshot, id: '' }).toEqual({ ...before.snapshot, id: '' });
  });
});

/** What never ends, or grows without end. */
const floods: Readonly<Record<string, string>> = {
  'an endless loop': `function f() { while (true) {} } export const x = f();`,
  'an endless loop that makes columns': `function f() { while (text()) {} } export const x = f();`,
  'an endless for': `function f() { for (;;) {} } export const x = f();`,
  'a loop over a list that grows': `function f() { const a = [1]; for (const x of a) a.push(x); } export const x = f();`,
  'an endless recursion': `function f() { return f(); } export const x = f();`,
  'a mutual recursion': `const f = () => g(); const g = () => f(); export const x = f();`,
  'an exponential recursion': `const f = (n) => n === 0 ? 1 : f(n - 1) + f(n - 1); export const x = f(60);`,
  'a long repeat': `export const x = pgTable('x'.repeat(1e9), { id: text() });`,
  'repeats of repeats': `export const x = 'x'.repeat(1e6).repeat(1e6);`,
  'an infinite repeat': `export const x = ''.repeat(Infinity);`,
  'a text that doubles': `function f() { let s = 'x'; for (let i = 0; i < 60; i++) s += s; return s; } export const x = f();`,
  'a template that doubles': `function f() { let s = 'x'; for (let i = 0; i < 60; i++) s = \`\${s}\${s}\`; return s; } export const x = f();`,
  'a list that doubles': `function f() { let a = [1]; for (let i = 0; i < 60; i++) a = [...a, ...a]; return a; } export const x = f();`,
  'a list that doubles by concat': `function f() { let a = [1]; for (let i = 0; i < 60; i++) a = a.concat(a); return a; } export const x = f();`,
  'a flat of lists of one list': `function f() { const a = Array.from({ length: 9e5 }); return Array.from({ length: 9e4 }, () => a).flat(); } export const x = f();`,
  'a long padding': `export const x = 'x'.padEnd(1e10);`,
  'a replacement that grows': `export const x = 'x'.repeat(1e5).replaceAll('x', 'y'.repeat(1e5));`,
  'a join that grows': `export const x = Array.from({ length: 1e5 }).join('y'.repeat(1e5));`,
  'a list of a billion': `export const x = Array.from({ length: 1e9 });`,
  'an endless custom type': `const t = customType({ dataType() { while (true) {} } }); export const x = pgTable('x', { id: t() });`,
  'endless extras': `export const x = pgTable('x', { id: text() }, () => { while (true) {} });`,
  'an endless reference': `export const x = pgTable('x', { id: text().references(() => { for (;;) {} }) });`,
  'endless relations': `export const x = relations(users, () => { for (;;) {} });`,
  'a table of a million columns': `export const x = pgTable('x', Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => ['c' + i, text()])));`,
  'a large number': `export const x = 1${'0'.repeat(500)}n;`,
  'a power of numbers': `export const x = 10n ** 10000000n;`,
};

describe('floods end', () => {
  test.each(Object.entries(floods))('%s', async (_, code) => {
    const read = await readFiles(reader, { 'schema.ts': `${head} ${code}` });
    const isSaid = read.problem !== null || read.unresolved.length > 0;
    const isOpaque = tablesOf(read).join() === 'public.users';
    expect(isSaid || isOpaque).toBe(true);
    expect(tablesOf(await readFiles(reader, { 'schema.ts': head }))).toEqual(['public.users']);
  });

  const nested: Readonly<Record<string, string>> = {
    parentheses: `export const x = ${'('.repeat(50_000)}1${')'.repeat(50_000)};`,
    lists: `export const x = ${'['.repeat(50_000)}${']'.repeat(50_000)};`,
    sums: `export const x = ${'1+'.repeat(100_000)}1;`,
    calls: `export const x = ${'f('.repeat(20_000)}1${')'.repeat(20_000)};`,
    members: `export const x = users${'.id'.repeat(50_000)};`,
    conditions: `export const x = ${'1?'.repeat(20_000)}1${':1'.repeat(20_000)};`,
    templates: `export const x = ${'`${'.repeat(5_000)}1${'}`'.repeat(5_000)};`,
    functions: `export const x = ${'()=>'.repeat(50_000)}1;`,
    types: `export type X = ${'['.repeat(50_000)}${']'.repeat(50_000)};`,
    blocks: `export function x() ${'{'.repeat(50_000)}${'}'.repeat(50_000)}`,
    sql: `export const t = pgTable('t', { id: text().default(${'sql`${'.repeat(3_000)}1${'}`'.repeat(3_000)}) });`,
  };

  test.each(Object.entries(nested))('nested %s', async (_, code) => {
    await readFiles(reader, { 'schema.ts': `${head} ${code}` });
    expect(tablesOf(await readFiles(reader, { 'schema.ts': head }))).toEqual(['public.users']);
  });

  test('modules that import each other in a circle, and stars of stars', async () => {
    const files = {
      'schema.ts': `${head} export * from './a'; export * from './schema';`,
      'a.ts': `export * from './b'; import { y } from './b'; export const x = y;`,
      'b.ts': `export * from './a'; import { x } from './a'; export const y = x;`,
    };
    const read = await readFiles(reader, files);
    expect(tablesOf(read)).toEqual(['public.users']);
    expect(read.unresolved[0]?.why).toContain('depends on itself');
  });
});

describe('drizzle-kit refuses', () => {
  const refusals: Readonly<Record<string, [code: string, why: RegExp]>> = {
    'two indexes of one name': [
      `export const a = pgTable('a', { id: text() }, (t) => [index('i').on(t.id)]);
       export const b = pgTable('b', { id: text() }, (t) => [index('i').on(t.id)]);`,
      /duplicated index name/,
    ],
    'two views of one name': [
      `export const a = pgView('v', {}).as(sql\`select 1\`);
       export const b = pgView('v', {}).as(sql\`select 2\`);`,
      /duplicated view name/,
    ],
  };

  test.each(Object.entries(refusals))('%s', async (_, [code, why]) => {
    const read = await readFiles(reader, { 'schema.ts': `${head} ${code}` });
    expect(read.problem).toMatch(why);
    expect(tablesOf(await readFiles(reader, { 'schema.ts': head }))).toEqual(['public.users']);
  });

  test('one table alone, whose index has no name', async () => {
    const code = `export const a = pgTable('a', { id: text() }, () => [index().on(sql\`lower(id)\`)]);`;
    const read = await readFiles(reader, { 'schema.ts': `${head} ${code}` });
    expect(tablesOf(read)).toEqual(['public.users']);
    expect(read.unresolved[0]).toMatchObject({ name: 'a', path: 'schema.ts' });
    expect(read.unresolved[0]?.why).toContain('specify an index name');
  });
});
