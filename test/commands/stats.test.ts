import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { parseConfiguration } from '../../src/config/configuration.ts';
import { startPostgres, type RunningPostgres } from '../postgres-server.ts';
import { runCli } from './cli.ts';

let server: RunningPostgres;

beforeAll(async () => {
  server = await startPostgres();
  const client = new Client(server.url);
  await client.connect();
  await client.query(`
    CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 5000) g;
    CREATE SCHEMA shop;
    CREATE TABLE shop."Big carts" AS SELECT g AS id FROM generate_series(1, 20) g;
    CREATE TABLE days (d int) PARTITION BY RANGE (d);
    CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (0) TO (100);
    CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (100) TO (1000);
    INSERT INTO days SELECT g FROM generate_series(1, 300) g;
    ANALYZE;
    CREATE TABLE fresh (id int);
    CREATE TEMP TABLE gone (id int);
  `);
  await client.end();
}, 60_000);

afterAll(() => server.stop());

test('prints a block that the configuration takes, the largest tables first', async () => {
  const { code, stdout, stderr } = await runCli(['stats', '--database-url', server.url]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('# not known before ANALYZE: fresh\n');
  const parsed = parseConfiguration(stdout, 'a.yml', []);
  expect(parsed).toMatchObject({
    settings: {
      tables: [
        { pattern: 'orders', size: { rows: 5000, bytes: expect.any(Number) } },
        { pattern: 'days', size: { rows: 300 } },
        { pattern: 'days_2', size: { rows: 201 } },
        { pattern: 'days_1', size: { rows: 99 } },
        { pattern: 'shop.Big carts', size: { rows: 20 } },
      ],
    },
  });
});

test('leaves out what is smaller, and takes the database from the environment', async () => {
  const env = { DATABASE_URL: server.url };
  const { stdout } = await runCli(['stats', '--min-rows', '1000'], { env });
  expect(stdout).toMatch(/^tables:\n {2}orders:\n {4}rows: 5000\n/);
  expect(stdout).not.toContain('days');
});

test('a database that cannot be read is said without its password', async () => {
  const wrong = new URL(server.url);
  wrong.password = 'not-the-one';
  const { code, stderr } = await runCli(['stats', '--database-url', wrong.href]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot read the database: password authentication failed/);
  expect(stderr).not.toContain('not-the-one');
  expect(await runCli(['stats'], { env: { DATABASE_URL: '' } })).toMatchObject({ code: 2 });
});
