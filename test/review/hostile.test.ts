import { afterAll, expect, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/example-history.ts';
import { createParser } from '../../src/sql/parser.ts';
import { inShort, lint, reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const drop = { tag: '0001_drop', when: 1_770_000_000_000, sql: 'DROP TABLE users;' };
const base = exampleHistory([users]);
const head = exampleHistory([users, drop]);
const journal = 'drizzle/meta/_journal.json';
const snapshot = 'drizzle/meta/0001_snapshot.json';

function entries(...list: readonly string[]): string {
  const all = [`{"tag": "0000_users", "when": ${users.when}}`, ...list];
  return `{"dialect": "postgresql", "entries": [\n${all.join(',\n')}\n]}`;
}

test.each([
  ['a conflict marker', '{\n<<<<<<< HEAD\n', 'journal-unreadable 2'],
  ['deep nesting', '['.repeat(100_000), 'journal-unreadable 1'],
  ['a time without end', entries('{"tag": "0001_drop", "when": 1e400}'), 'journal-unreadable 3'],
  ['half a millisecond', entries('{"tag": "0001_drop", "when": 1.5}'), 'journal-unreadable 3'],
  ['a text as time', entries('{"tag": "0001_drop", "when": "2"}'), 'journal-unreadable 3'],
  ['a time before all', entries('{"tag": "0001_drop", "when": -1}'), 'journal-out-of-order 3'],
  [
    'a tag that leaves the folder',
    entries('{"tag": "../evil", "when": 1770000000000}'),
    'journal-sql-mismatch 3',
  ],
  ['an empty tag', entries('{"tag": "", "when": 1770000000000}'), 'journal-sql-mismatch 3'],
  [
    'a tag of lines',
    entries('{"tag": "a\\n\\n# b", "when": 1770000000000}'),
    'journal-sql-mismatch 3',
  ],
  [
    'a tag that every object has',
    entries('{"tag": "__proto__", "when": 1770000000000}'),
    'journal-sql-mismatch 3',
  ],
  [
    'too many entries',
    entries(...Array(10_000).fill('{"tag": "0001_drop", "when": 1770000000000}')),
    'journal-unreadable 1',
  ],
  [
    'an entry whose second tag is what runs',
    entries('{"tag": "0000_users", "tag": "0001_drop", "when": 1770000000000}'),
    'drop-table 1',
  ],
])('a journal with %s gives a finding', async (_, text, expected) => {
  const { findings } = await reviewTrees(parse, { base, head: { ...head, [journal]: text } });
  expect(inShort(findings)).toContain(expected);
  for (const { message } of findings) expect(message).not.toMatch(/[\r\n]/);
});

test.each([
  ['no JSON', '{'],
  ['a number', '3'],
  ['deep nesting that ends in nothing', '['.repeat(100_000)],
])('a snapshot that is %s gives a finding, and hides no other', async (_, text) => {
  const { findings } = await reviewTrees(parse, { base, head: { ...head, [snapshot]: text } });
  expect(inShort(findings)).toEqual(
    expect.arrayContaining(['snapshot-unreadable 1', 'drop-table 1']),
  );
});

test('a broken snapshot of released leaves the state unknown, and says so', async () => {
  const broken = { 'drizzle/meta/0000_snapshot.json': '{' };
  const { findings, skipped } = await reviewTrees(parse, {
    base: { ...base, ...broken },
    head: { ...head, ...broken },
  });
  expect(inShort(findings)).toContain('drop-table 1');
  expect(new Set(skipped.map(({ because }) => because))).toEqual(
    new Set(['the schema before the change is not known']),
  );
});

test('a released migration that cannot be read leaves the state incomplete', async () => {
  const lost = { ...users, sql: 'CREATE TABLE users (id text);\nALTER TABLE;', snapshot: null };
  const { skipped } = await reviewTrees(parse, {
    base: exampleHistory([lost]),
    head: exampleHistory([lost, drop]),
  });
  expect(skipped.map(({ because }) => because)).toContain(
    'the schema before the change is not known',
  );
});

test('tables and columns that every object has', async () => {
  const sql = ['__proto__', 'constructor', 'toString'].flatMap((name) => [
    `CREATE TABLE "${name}" ("${name}" int PRIMARY KEY);`,
    `ALTER TABLE "${name}" ADD CONSTRAINT "${name}_c" CHECK (true);`,
    `DROP TABLE "x_${name}";`,
  ]);
  const { findings } = await lint(parse, [sql.join('\n')]);
  expect(inShort(findings)).toEqual(['drop-table 3']);
});

test('a name cannot write Markdown', async () => {
  const { findings } = await lint(parse, [
    'DROP TABLE "a`\n# b\n```\n<img src=x>";\nDROP TABLE c;',
  ]);
  const [drop] = findings;
  expect(drop?.message).toContain('``a` # b ``');
  expect(drop?.message).not.toContain('\n');
});

test('SET LOCAL ends with its transaction, and ROLLBACK undoes it', async () => {
  const path = 'SET LOCAL search_path = fresh;\nCREATE TABLE a (id int);';
  const index = 'CREATE INDEX i ON a (id);';
  const settings = { migrator: { transaction: 'each', pending: 'when' } } as const;
  const ofPath = await lint(parse, [path, index], settings);
  expect(inShort(ofPath.findings)).toEqual(['index-not-concurrent 1']);
  const undone = `CREATE TABLE a (id int);\n--> statement-breakpoint\nROLLBACK;\n--> statement-breakpoint\n${index}`;
  expect(inShort((await lint(parse, [undone])).findings)).toEqual([
    'transaction-nesting 3',
    'index-not-concurrent 5',
  ]);
});

test('a DROP in a function that is only defined hides nothing', async () => {
  const sql = [
    'TRUNCATE a;',
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a; END $$;',
  ];
  expect(inShort((await lint(parse, [sql.join('\n')])).findings)).toEqual(['truncate-table 1']);
});

test('ten thousand statements on one table are judged', async () => {
  const columns = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
  const sql = columns.flatMap((name) => [
    `UPDATE a SET ${name} = 1 WHERE ${name} IS NULL;`,
    `ALTER TABLE a ALTER ${name} SET NOT NULL;`,
  ]);
  const { findings } = await lint(parse, [sql.join('\n')]);
  expect(inShort(findings)).toContain('set-not-null 2');
}, 30_000);
