import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../src/replay/engine.ts';
import { engine } from '../engine.ts';

import { type Probe, probe } from '../../../src/replay/probe/probe.ts';
import { createParser } from '../../../src/sql/parser.ts';

let sandbox: Sandbox;
const parser = createParser();

beforeAll(async () => {
  sandbox = await engine.open();
});

afterAll(async () => {
  await sandbox.close();
  await parser.close();
});

async function probesOf(base: string, change: string, confirm = false): Promise<readonly Probe[]> {
  const begun = await sandbox.exec(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${base}`);
  expect(begun.error).toBeNull();
  const [parsed] = await parser.parse([change]);
  const top = parsed?.statements.filter(({ within }) => within === null) ?? [];
  const pending = top.map(({ text }) => ({ sql: text, transaction: 1 }));
  const { probes, failed } = await probe(sandbox, pending, { until: Infinity, confirm });
  expect(failed).toBeNull();
  const { transaction } = await sandbox.exec('SELECT');
  expect(transaction).toBe('idle');
  return probes;
}

const users = 'CREATE TABLE users (id text PRIMARY KEY, name text, email text NOT NULL);';
const posts = `${users}
  CREATE TABLE posts (id text PRIMARY KEY, slug text NOT NULL, author text, views int NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'draft', archived timestamptz);`;

test.each<[string, string, string, string, string | null]>([
  [
    'NULL in a column that is left out',
    users,
    'ALTER TABLE users ALTER name SET NOT NULL',
    'proven',
    'ordinary',
  ],
  [
    'NULL against a default',
    'CREATE TABLE t (id int, f boolean DEFAULT false)',
    'ALTER TABLE t ALTER f SET NOT NULL',
    'proven',
    'explicit',
  ],
  [
    'a backfill before SET NOT NULL',
    users,
    "UPDATE users SET name = '' WHERE name IS NULL; ALTER TABLE users ALTER name SET NOT NULL",
    'handled',
    null,
  ],
  [
    'rows deleted before SET NOT NULL',
    users,
    'DELETE FROM users WHERE name IS NULL; ALTER TABLE users ALTER name SET NOT NULL',
    'deleted',
    null,
  ],
  [
    'a required column for any row',
    users,
    'ALTER TABLE users ADD age int NOT NULL',
    'proven',
    'any',
  ],
  [
    'a column that is added, filled and required',
    users,
    'ALTER TABLE users ADD age int; UPDATE users SET age = 1; ALTER TABLE users ALTER age SET NOT NULL',
    'handled',
    null,
  ],
  ['duplicates', users, 'CREATE UNIQUE INDEX ON users (email)', 'proven', 'ordinary'],
  [
    'duplicates in a DO block',
    users,
    `DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD UNIQUE (email)'; END $$`,
    'proven',
    'ordinary',
  ],
  [
    'duplicates that a primary key forbids already',
    users,
    'CREATE UNIQUE INDEX ON users (id, email)',
    'implied',
    null,
  ],
  [
    'duplicates that the predicate lets through',
    posts,
    "CREATE UNIQUE INDEX ON posts (slug) WHERE status = 'live' AND archived IS NULL",
    'proven',
    'ordinary',
  ],
  [
    'a partial index on a column that is new',
    posts,
    "ALTER TABLE posts ADD kind text; CREATE UNIQUE INDEX ON posts (slug) WHERE kind = 'home'",
    'handled',
    null,
  ],
  [
    'orphans',
    posts,
    'ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES users (id)',
    'proven',
    'ordinary',
  ],
  [
    'orphans that the change removes',
    posts,
    `UPDATE posts SET author = NULL WHERE author NOT IN (SELECT id FROM users);
     ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES users (id)`,
    'handled',
    null,
  ],
  [
    'a check against a value that is no default',
    posts,
    "ALTER TABLE posts ADD CHECK (status IN ('draft', 'live'))",
    'proven',
    'explicit',
  ],
  [
    'a check against the default',
    posts,
    'ALTER TABLE posts ADD CHECK (views > 0)',
    'proven',
    'ordinary',
  ],
  [
    'a check that another one implies',
    `${posts} ALTER TABLE posts ADD CHECK (views >= 0);`,
    'ALTER TABLE posts ADD CHECK (views > -5)',
    'not probed',
    null,
  ],
  [
    'text that is no number',
    posts,
    'ALTER TABLE posts ALTER slug TYPE int USING slug::int',
    'proven',
    'explicit',
  ],
  [
    'a label that is gone',
    "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TABLE t (m mood NOT NULL)",
    `ALTER TABLE t ALTER m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('ok');
     ALTER TABLE t ALTER m TYPE mood USING m::mood`,
    'proven',
    'ordinary',
  ],
  [
    'a RAISE of its own',
    users,
    `DO $$ BEGIN IF EXISTS (SELECT FROM users WHERE name IS NULL) THEN RAISE 'names first'; END IF; END $$;
     ALTER TABLE users ALTER name SET NOT NULL`,
    'guarded',
    'ordinary',
  ],
  [
    'rows older than a constraint that is validated',
    `${posts} ALTER TABLE posts ADD CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id) NOT VALID`,
    'ALTER TABLE posts VALIDATE CONSTRAINT author',
    'proven',
    'ordinary',
  ],
])('%s', async (_, base, change, status, grade) => {
  const probes = await probesOf(base, change);
  const last = probes.at(-1);
  expect([last?.status, last?.grade]).toEqual([status, grade]);
});

test('shows the row, the error, the query and where it fails', async () => {
  const [proof] = await probesOf(
    `CREATE TABLE users (id text PRIMARY KEY);
     CREATE TABLE posts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
       "authorId" text NOT NULL REFERENCES users, title varchar(4))`,
    'SELECT 1;\nALTER TABLE posts ALTER title SET NOT NULL',
    true,
  );
  expect(proof).toMatchObject({
    status: 'proven',
    statement: 1,
    table: 'posts',
    object: 'title',
    confirmed: true,
    error: { code: '23502' },
    query: 'SELECT count(*) FROM posts WHERE title IS NULL;',
  });
  expect(proof?.rows).toEqual([
    "INSERT INTO users (id) VALUES ('id-1');",
    `INSERT INTO posts (id, "authorId", title) VALUES ('00000000-0000-4000-8000-000000000002', 'id-1', NULL);`,
  ]);
});

test('an error that says nothing of rows proves nothing', async () => {
  const probes = await probesOf(
    'CREATE TABLE t (a int)',
    `DO $$ BEGIN IF EXISTS (SELECT FROM t) THEN
       RAISE EXCEPTION 'in use' USING ERRCODE = '55006'; END IF; END $$;
     ALTER TABLE t ALTER a SET NOT NULL`,
  );
  expect(probes).toMatchObject([{ status: 'not probed', because: 'in use (55006)' }]);
});

test('two demands on one table do not hide each other', async () => {
  const probes = await probesOf(
    'CREATE TABLE t (a int, b int)',
    'ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t ALTER b SET NOT NULL',
  );
  expect(probes.map(({ status, statement }) => [status, statement])).toEqual([
    ['proven', 0],
    ['proven', 1],
  ]);
});

test('a data migration that fails on rows is found without a demand of the schema', async () => {
  const probes = await probesOf(
    'CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE)',
    'UPDATE t SET a = 1',
  );
  expect(probes).toMatchObject([{ kind: 'rows', status: 'proven', error: { code: '23505' } }]);
});
