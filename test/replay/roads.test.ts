import { afterAll, expect, jest, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { exampleHistory } from '../../src/review/check.ts';
import type { Finding, Review } from '../../src/review/finding.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { endReplay, replay } from './engine.ts';

// Each review starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);

const parser = createParser();
afterAll(() => Promise.all([parser.close(), endReplay()]));

type Migration = Parameters<typeof exampleHistory>[0][number];

const users = {
  tag: '0000_users',
  when: 10,
  sql: 'CREATE TABLE users (id text PRIMARY KEY);',
  snapshot: snapshotOf(['id']),
};

/** A snapshot of drizzle-kit that holds one table, `users`, with these columns of text. */
function snapshotOf(columns: readonly string[]): string {
  const column = (name: string) => ({
    name,
    type: 'text',
    primaryKey: name === 'id',
    notNull: name === 'id',
  });
  const none = { indexes: {}, foreignKeys: {}, compositePrimaryKeys: {}, uniqueConstraints: {} };
  const table = {
    name: 'users',
    schema: '',
    columns: Object.fromEntries(columns.map((name) => [name, column(name)])),
    ...none,
    policies: {},
    checkConstraints: {},
    isRLSEnabled: false,
  };
  return JSON.stringify({
    id: `of-${columns.join('-')}`,
    prevId: '00000000-0000-0000-0000-000000000000',
    version: '7',
    dialect: 'postgresql',
    tables: { 'public.users': table },
    enums: {},
    schemas: {},
    sequences: {},
    roles: {},
    policies: {},
    views: {},
    _meta: { columns: {}, schemas: {}, tables: {} },
  });
}

async function reviewed(
  base: readonly Migration[],
  head: readonly Migration[],
  settings: Partial<Settings> = {},
): Promise<Review> {
  const change = changeOf({ base: exampleHistory(base), head: exampleHistory(head) });
  const ports = { checks: registry, parse: parser.parse, replay };
  return review(change, { ...defaultSettings, ...settings }, ports);
}

function named({ findings }: Review, check: string): Finding[] {
  return findings.filter((finding) => finding.check === check);
}

test('a migration before the newest applied one is skipped on the upgrade road, and runs on the fresh one', async () => {
  const late = { tag: '0001_posts', when: 5, sql: 'CREATE TABLE posts (id text);', snapshot: null };
  const result = await reviewed([users], [users, late]);
  expect(result.replay?.roads.fresh).toMatchObject({
    state: 'differs',
    differences: [{ class: 'table', name: 'public.posts', upgrade: null }],
  });
  expect(named(result, 'journal-out-of-order')).toHaveLength(1);
  expect(named(result, 'roads-differ')).toEqual([]);
});

test('merged migrations that were generated again under other names fail where they were applied', async () => {
  const again = { ...users, tag: '0000_people', when: 20, sql: `${users.sql}\n` };
  const [finding] = named(await reviewed([users], [again]), 'upgrade-fails');
  expect(finding).toMatchObject({
    severity: 'error',
    path: 'drizzle/0000_people.sql',
    evidence: { code: '42P07', message: 'relation "users" already exists' },
  });
});

test('an enum value that is added and used in one transaction is one finding, with the proof', async () => {
  const states = {
    tag: '0000_states',
    when: 1,
    sql: "CREATE TYPE state AS ENUM ('open');\n--> statement-breakpoint\nCREATE TABLE orders (state state);",
    snapshot: null,
  };
  const done = {
    tag: '0001_done',
    when: 2,
    sql:
      "ALTER TYPE state ADD VALUE 'done';\n--> statement-breakpoint\n" +
      "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'done';",
    snapshot: null,
  };
  const result = await reviewed([states], [states, done]);
  const [finding] = named(result, 'enum-value-used-in-same-tx');
  expect(finding?.evidence).toMatchObject({ replay: { error: { code: '55P04' } } });
  expect(named(result, 'upgrade-fails')).toEqual([]);
  expect(result.replay).toMatchObject({ status: 'partial' });
});

test('a hand edit that leaves the snapshot behind, in either direction', async () => {
  const name = (sql: string, columns: readonly string[]) => ({
    tag: '0001_name',
    when: 20,
    sql,
    snapshot: snapshotOf(columns),
  });
  const both = name('ALTER TABLE users ADD COLUMN name text, ADD COLUMN age int;', ['id', 'name']);
  const extra = await reviewed([users], [users, both]);
  expect(named(extra, 'roads-differ')).toMatchObject([
    {
      severity: 'notice',
      line: 1,
      evidence: { differences: [{ name: 'public.users.age', other: null }] },
    },
  ]);
  const missing = await reviewed([users], [users, name('SELECT 1;', ['id', 'name'])]);
  expect(named(missing, 'roads-differ')).toMatchObject([
    { severity: 'error', evidence: { differences: [{ name: 'public.users.name' }] } },
  ]);
});

test('an ordinary migration: equal roads, its locks, and a way back that was tried', async () => {
  const index = {
    tag: '0001_name',
    when: 20,
    sql:
      'ALTER TABLE users ADD COLUMN name text;\n--> statement-breakpoint\n' +
      'ALTER TABLE users ALTER COLUMN id TYPE varchar(9);',
    snapshot: snapshotOf(['id', 'name']).replace('"type":"text"', '"type":"varchar(9)"'),
  };
  const { replay: report } = await reviewed([users], [users, index]);
  const lock = { relation: 'users', mode: 'AccessExclusiveLock', blocks: 'reads and writes' };
  expect(report).toMatchObject({
    status: 'complete',
    roads: { fresh: { state: 'equal' }, recorded: { state: 'equal', before: 0 } },
    statements: [
      { locks: [lock], heldUntil: 'last migration', rewrites: [], error: null },
      { locks: [], rewrites: ['users'], error: null },
    ],
    rollback: { works: true },
  });
});

test('where released holds a skipped migration, both states are tried', async () => {
  const skipped = {
    tag: '0001_posts',
    when: 5,
    sql: 'CREATE TABLE posts (id text);',
    snapshot: null,
  };
  const posts = { tag: '0002_posts', when: 20, sql: skipped.sql, snapshot: null };
  const result = await reviewed([users, skipped], [users, skipped, posts]);
  expect(result.replay?.otherBase).toMatchObject({
    skipped: ['0001_posts'],
    error: { code: '42P07' },
  });
  expect(named(result, 'upgrade-fails')).toMatchObject([{ severity: 'warning', line: 1 }]);
});

test('an extension that the sandbox lacks makes the replay impossible, and nothing more', async () => {
  const places = {
    tag: '0001_places',
    when: 20,
    sql: 'CREATE EXTENSION postgis;\n--> statement-breakpoint\nCREATE TABLE places (at geometry);',
    snapshot: null,
  };
  const result = await reviewed([users], [users, places]);
  expect(result.replay).toMatchObject({
    status: 'impossible',
    because: 'the sandbox does not have the extension postgis',
  });
  expect(named(result, 'upgrade-fails')).toEqual([]);
  expect(result.skipped).toContainEqual({
    check: 'upgrade-fails',
    because: 'replay not possible: the sandbox does not have the extension postgis',
  });
});

test('a migration that never ends runs out of time, and the next review is right', async () => {
  const loop = { tag: '0001_loop', when: 20, sql: 'DO $$ BEGIN LOOP END LOOP; END $$;' };
  const own = { replay: { ...defaultSettings.replay, timeout: 15 } };
  const result = await reviewed([users], [users, { ...loop, snapshot: null }], own);
  expect(result.replay).toMatchObject({ status: 'timed-out' });
  const next = { ...loop, sql: 'ALTER TABLE users ADD COLUMN name text;', snapshot: null };
  expect((await reviewed([users], [users, next])).replay).toMatchObject({ status: 'complete' });
});
