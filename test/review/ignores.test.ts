import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import { drizzleProject } from '../drizzle-project.ts';
import { inShort, lint, reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

async function found(sql: string): Promise<string[]> {
  return inShort((await lint(parse, [sql])).findings);
}

test.each([
  [
    'right before a statement',
    '-- db-review-ignore truncate-table: a cache\nTRUNCATE a;',
    ['truncate-table 2 ignored'],
  ],
  [
    'as a block, and with a colon in its reason',
    '/* db-review-ignore truncate-table: see: 12 */ TRUNCATE a;',
    ['truncate-table 1 ignored'],
  ],
  [
    'of several checks',
    '-- db-review-ignore truncate-table, update-without-where: a cache\nTRUNCATE a;',
    ['truncate-table 2 ignored', 'unused-ignore 1'],
  ],
  [
    'between the breakpoint and the statement',
    'SELECT 1;--> statement-breakpoint\n-- db-review-ignore truncate-table: a cache\nTRUNCATE a;',
    ['truncate-table 3 ignored'],
  ],
  [
    'in the body of a DO block',
    'DO $$ BEGIN\n-- db-review-ignore truncate-table: a cache\nTRUNCATE a;\nTRUNCATE b;\nEND $$;',
    ['truncate-table 3 ignored', 'truncate-table 4'],
  ],
  [
    'before a DO block, for all of it',
    '-- db-review-ignore truncate-table: a cache\nDO $$ BEGIN\nTRUNCATE a;\nEND $$;',
    ['truncate-table 3 ignored'],
  ],
  [
    'at the end of a DO block, where nothing follows in it',
    'DO $$ BEGIN\nSELECT 1;\n-- db-review-ignore truncate-table: a cache\nEND $$;\nTRUNCATE a;',
    ['truncate-table 5', 'unused-ignore 3'],
  ],
  [
    'behind the statement, which must not silence the next one',
    'TRUNCATE a; -- db-review-ignore update-without-where: a cache\nUPDATE b SET c = 1;',
    [
      'truncate-table 1',
      'update-without-where 2',
      'statement-after-access-exclusive 2',
      'unused-ignore 1',
    ],
  ],
  [
    'inside the statement',
    'TRUNCATE\n-- db-review-ignore update-without-where: a cache\na;\nUPDATE b SET c = 1;',
    [
      'truncate-table 1',
      'update-without-where 4',
      'statement-after-access-exclusive 4',
      'unused-ignore 2',
    ],
  ],
  [
    'without a reason, beside one for the file that has one',
    '-- db-review-ignore-file truncate-table: caches\n-- db-review-ignore truncate-table\nTRUNCATE a;',
    ['truncate-table 3 ignored', 'unused-ignore 2'],
  ],
  [
    'before what does not parse, which must not silence the statement after it',
    '-- db-review-ignore truncate-table: a cache\nALTER TABLE;\nTRUNCATE a;',
    ['syntax-error 2', 'truncate-table 3', 'unused-ignore 1'],
  ],
  [
    'of names that every object has',
    '-- db-review-ignore __proto__, constructor: x\nSELECT 1;',
    ['unused-ignore 1', 'unused-ignore 1'],
  ],
  ['of nothing', '-- db-review-ignore\nSELECT 1;', ['unused-ignore 1']],
  [
    'of a check that looks at journals, which lint does not see',
    '-- db-review-ignore-file merged-migration-changed: never deployed\nSELECT 1;',
    [],
  ],
])('an ignore comment %s', async (_, sql, expected) => {
  expect((await found(sql)).sort()).toEqual([...expected].sort());
});

test('an error is only asked to be accepted, unless comments are trusted', async () => {
  const sql = '-- db-review-ignore truncate-table: a cache\nTRUNCATE a;';
  expect((await lint(parse, [sql])).verdict).toBe('accept');
  expect((await lint(parse, [sql], { ignores: 'trust' })).verdict).toBe('pass');
  const broken = '-- db-review-ignore-file syntax-error: it works\nALTER TABLE;';
  expect((await lint(parse, [broken], { ignores: 'trust' })).verdict).toBe('fail');
});

test('a group of which a part is ignored is two findings', async () => {
  const sql =
    'CREATE TABLE x ();\nDROP TABLE a;\n-- db-review-ignore drop-table: empty\nDROP TABLE b;\nDROP TABLE c;';
  const { findings } = await lint(parse, [sql]);
  const drops = findings.filter(({ check }) => check === 'drop-table');
  expect(inShort(drops)).toEqual(['drop-table 2', 'drop-table 4 ignored']);
  expect(drops[0]?.message).toContain('`a` and `c`');
});

test('a comment is read in time that grows with its length', async () => {
  const sql = `-- db-review-ignore a${' '.repeat(1_000_000)}b\nSELECT 1;`;
  expect(await found(sql)).toEqual(['unused-ignore 1']);
});

test('a merged migration that is edited can ask for acceptance itself, and its old comments are left alone', async () => {
  const comments = '-- db-review-ignore-file merged-migration-changed: never deployed\n';
  const old = '-- db-review-ignore truncate-table: a cache\nSELECT 1;';
  const { findings } = await reviewTrees(parse, {
    base: drizzleProject('drizzle', old),
    head: drizzleProject('drizzle', `${comments}${old} CREATE TABLE a (b int);`),
  });
  expect(inShort(findings)).toEqual(['merged-migration-changed 1 ignored']);
});
