import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { registry } from '../../checks/index.ts';
import { createDefaultReplay } from '../../src/replay/default.ts';
import type { Engine } from '../../src/replay/engine.ts';
import { createServerEngine } from '../../src/replay/server/engine.ts';
import { exampleHistory } from '../../src/review/check.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { type RunningPostgres, startPostgres } from '../postgres-server.ts';
import { testCache } from './cache.ts';
import { testSandbox } from './sandbox-tests.ts';

// On a busy machine, ending what runs too long takes its time.
jest.setTimeout(120_000);

const parser = createParser();
let server: RunningPostgres;
let engine: Engine;
let admin: Client;

beforeAll(async () => {
  server = await startPostgres();
  admin = new Client(server.url);
  await admin.connect();
  // What a killed process has left, and what is another's or may still be in use.
  const now = Math.floor(Date.now() / 1000);
  await admin.query('CREATE ROLE db_review_1700000000_0123456789ab');
  await admin.query(
    'CREATE DATABASE db_review_1700000000_0123456789ab OWNER db_review_1700000000_0123456789ab',
  );
  await admin.query('CREATE DATABASE db_review_production');
  await admin.query(`CREATE DATABASE db_review_${now}_0123456789ab`);
  engine = createServerEngine(server.url);
});

afterAll(async () => {
  await admin.end();
  await parser.close();
  await server.stop();
});

async function made(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname ~ '^db_review' UNION ALL
     SELECT rolname FROM pg_roles WHERE rolname ~ '^db_review' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

describe('as every engine', () => {
  testSandbox({ engine: () => engine, extensions: ['pg_trgm', 'citext'], keeps: false });
});

test('what runs may do nothing beyond its own database', async () => {
  const sandbox = await engine.open();
  try {
    const refused = [
      "COPY (SELECT 1) TO PROGRAM 'id'",
      "SELECT pg_read_file('/etc/passwd')",
      "SELECT lo_import('/etc/passwd')",
      'CREATE ROLE other',
      'CREATE DATABASE other',
      'DROP DATABASE db_review_production',
      'CREATE EXTENSION dblink',
      "ALTER SYSTEM SET work_mem = '1MB'",
      'ALTER ROLE postgres PASSWORD NULL',
      "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
    ];
    for (const sql of refused) {
      expect({ sql, error: (await sandbox.exec(sql)).error }).toMatchObject({
        sql,
        error: { code: '42501' },
      });
    }
    expect((await sandbox.exec('SET statement_timeout = 0; SELECT 1')).error).toBeNull();
  } finally {
    await sandbox.close();
  }
});

test('a time limit that SQL has taken off ends it all the same', async () => {
  const sandbox = await engine.open({ limits: { statementMilliseconds: 300 } });
  await sandbox.exec('SET statement_timeout = 0');
  await expect(sandbox.exec('SELECT pg_sleep(600)')).rejects.toMatchObject({ reason: 'time' });
});

test('a server that is not there is said without its address', async () => {
  const url = new URL(server.url);
  url.port = '1';
  const { open } = createServerEngine(url.href);
  await expect(open()).rejects.toMatchObject({
    name: 'PreparationError',
    message: 'the server: ECONNREFUSED',
  });
});

function reviewed(sql: string, url: string | null) {
  const users = {
    tag: '0000_users',
    when: 1,
    sql: 'CREATE TABLE users (id text PRIMARY KEY, name text); GRANT SELECT ON users TO PUBLIC;',
    snapshot: null,
  };
  const next = { tag: '0001_next', when: 2, sql, snapshot: null };
  const change = changeOf({ base: exampleHistory([users]), head: exampleHistory([users, next]) });
  const replay = createDefaultReplay({ cache: testCache, server: url, generateSql: null });
  const settings = {
    ...defaultSettings,
    replay: { ...defaultSettings.replay, engine: 'server' as const },
  };
  return review(change, settings, { checks: registry, parse: parser.parse, replay });
}

test('a change is replayed there: locks, roads, and rows on which it fails', async () => {
  const sql = 'ALTER TABLE users ALTER COLUMN name SET NOT NULL;';
  const { findings, replay } = await reviewed(sql, server.url);
  expect(replay).toMatchObject({
    engine: 'server (PostgreSQL 18.4)',
    status: 'complete',
    roads: { fresh: { state: 'equal' } },
    statements: [{ locks: [{ relation: 'users', mode: 'AccessExclusiveLock' }], error: null }],
  });
  expect(findings.map(({ check }) => check)).toContain('fails-on-existing-rows');
});

test('what its role may not do, and a server that nobody has given, prove nothing', async () => {
  const refused = await reviewed('CREATE ROLE reporting;', server.url);
  expect(refused.replay).toMatchObject({
    status: 'impossible',
    because: 'on the server, what migrations run as may not create the role',
  });
  const missing = await reviewed('SELECT 1;', null);
  expect(missing.replay?.because).toContain('DB_REVIEW_SERVER_URL is not set');
  expect(missing.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test("nothing is left of it, nor of a killed process; what is others' stays", async () => {
  expect(await made()).toEqual([
    expect.stringMatching(/^db_review_\d+_0123456789ab$/),
    'db_review_production',
  ]);
});
