import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import { drizzleProject } from '../drizzle-project.ts';
import { reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const users = 'CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL, "email" text);';

async function dropped(sql: string): Promise<string[]> {
  const base = drizzleProject('drizzle', users);
  const { findings } = await reviewTrees(parse, {
    base,
    head: drizzleProject('drizzle', users, sql),
  });
  return findings.filter(({ check }) => check.startsWith('drop-')).map((each) => each.severity);
}

test.each([
  ['a column', 'ALTER TABLE users DROP COLUMN email;', 'error'],
  [
    'a column that was renamed twice before',
    'ALTER TABLE users RENAME email TO mail; ALTER TABLE users RENAME mail TO post;' +
      'ALTER TABLE users DROP COLUMN post;',
    'error',
  ],
  [
    'a column of a table that was renamed before',
    'ALTER TABLE users RENAME TO people; ALTER TABLE people DROP COLUMN email;',
    'error',
  ],
  [
    'a table that was renamed before',
    'ALTER TABLE users RENAME TO people; DROP TABLE people;',
    'error',
  ],
  ['a column that is not declared', 'ALTER TABLE users DROP COLUMN other;', 'notice'],
])('what the running code declares is dropped under any name: %s', async (_, sql, severity) => {
  expect(await dropped(sql)).toEqual([severity]);
});
