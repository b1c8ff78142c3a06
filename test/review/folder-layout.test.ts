import { afterAll, expect, test } from '@jest/globals';
import { exampleFolders, exampleHistory } from '../../src/review/example-history.ts';
import { createParser } from '../../src/sql/parser.ts';
import { inShort, reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const users = { name: '20260101000000_users', sql: 'CREATE TABLE users (id text, name text);' };
const posts = { name: '20260102000000_posts', sql: 'CREATE TABLE posts (id text PRIMARY KEY);' };
const base = exampleFolders([users, posts]);

async function reviewed(head: Record<string, string>, from: Record<string, string> = base) {
  const { findings, statistics } = await reviewTrees(parse, { base: from, head });
  return {
    findings: findings.map(({ check, path, severity }) => `${severity} ${check} ${path}`),
    migrations: statistics.migrations,
  };
}

test('a merged folder that is edited, renamed, deleted', async () => {
  const edited = exampleFolders([
    users,
    { ...posts, sql: 'CREATE TABLE posts (id text PRIMARY KEY, a text);' },
  ]);
  const path = `drizzle/${posts.name}/migration.sql`;
  expect((await reviewed(edited)).findings).toEqual([`error merged-migration-changed ${path}`]);

  const later = { ...posts, name: '20260103000000_posts' };
  expect((await reviewed(exampleFolders([users, later]))).findings).toEqual([
    `error merged-migration-changed drizzle/${later.name}/migration.sql`,
  ]);
  expect((await reviewed(exampleFolders([users]))).findings).toEqual([
    `error merged-migration-changed ${path}`,
  ]);
});

test('a branch that comes late runs, and is judged against the newest snapshot', async () => {
  const columns = [
    { entityType: 'columns', schema: 'public', table: 'users', name: 'id', type: 'text' },
  ];
  const ddl = [{ entityType: 'tables', schema: 'public', name: 'users' }, ...columns];
  const snapshot = `drizzle/${posts.name}/snapshot.json`;
  const known = {
    ...base,
    [snapshot]: JSON.stringify({ ...JSON.parse(base[snapshot]!), ddl }),
  };
  const late = {
    name: '20260101120000_late',
    sql: 'ALTER TABLE users ALTER id SET NOT NULL;',
    snapshot: { id: 'late', prevIds: [`of-${users.name}`] },
  };
  const { findings, migrations } = await reviewed({ ...exampleFolders([late]), ...known }, known);
  expect(migrations).toBe(1);
  expect(findings).toEqual([expect.stringMatching(/set-not-null drizzle\/20260101120000_late\//)]);
});

test('drizzle-kit up changes nothing, and what it brings beside is new', async () => {
  const journal = exampleHistory([
    { tag: '0000_users', when: Date.UTC(2026, 0, 1) + 123, sql: users.sql },
    { tag: '0001_posts', when: Date.UTC(2026, 0, 2) + 456, sql: posts.sql },
  ]);
  expect(await reviewed(base, journal)).toEqual({ findings: [], migrations: 0 });
  const next = { name: '20260301000000_drop', sql: 'DROP TABLE users;' };
  const { findings } = await reviewed(exampleFolders([users, posts, next]), journal);
  expect(findings).toEqual([`notice drop-table drizzle/${next.name}/migration.sql`]);
});

test('an ignore comment, and a syntax error, stand in the folder too', async () => {
  const sql = '-- db-review-ignore drop-table: nobody has rows\nDROP TABLE posts;\nSELEC 1;';
  const head = exampleFolders([users, posts, { name: '20260103000000_x', sql }]);
  const { findings } = await reviewTrees(parse, { base, head });
  expect(inShort(findings)).toEqual(
    expect.arrayContaining(['drop-table 2 ignored', 'syntax-error 3']),
  );
});
