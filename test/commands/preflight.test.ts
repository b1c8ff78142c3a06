import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { exampleHistory } from '../../src/review/check.ts';
import { type RunningPostgres, startPostgres } from '../postgres-server.ts';
import { testCache } from '../replay/cache.ts';
import { createRepository, removeFolders } from '../source/repository.ts';
import { runCli } from './cli.ts';

// Each starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);

const tables = ['users', 'posts', 'gone', 'hidden'];
const released = tables.map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, a text, b text);`);
const pending = [
  'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
  'CREATE UNIQUE INDEX posts_b ON posts (b);',
  'ALTER TABLE posts ALTER COLUMN a SET NOT NULL;',
  'ALTER TABLE gone ALTER COLUMN a SET NOT NULL;',
  'ALTER TABLE hidden ALTER COLUMN a SET NOT NULL;',
];
const first = { tag: '0000_tables', when: 1, sql: released.join('\n--> statement-breakpoint\n') };
const next = { tag: '0001_next', when: 2, sql: pending.join('\n--> statement-breakpoint\n') };

let server: RunningPostgres;
let reader: URL;
let directory: string;

beforeAll(async () => {
  server = await startPostgres();
  const client = new Client(server.url);
  await client.connect();
  await client.query(`
    ${released.filter((sql) => !sql.includes('gone')).join('')}
    INSERT INTO users VALUES (1, NULL), (2, NULL), (3, 'a');
    INSERT INTO posts VALUES (1, 'a', 'same'), (2, 'a', 'same'), (3, 'a', 'too'), (4, 'a', 'too'), (5, 'a', 'b');
    CREATE ROLE reader LOGIN PASSWORD 'p@ss/word';
    GRANT SELECT ON users, posts TO reader;
  `);
  await client.end();
  reader = new URL(server.url);
  reader.username = 'reader';
  reader.password = encodeURIComponent('p@ss/word');

  const repository = createRepository();
  repository.commit(exampleHistory([first]));
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write(exampleHistory([first, next]));
  directory = repository.directory;
});

afterAll(async () => {
  await server.stop();
  removeFolders();
});

function preflight(...args: string[]) {
  return runCli(['preflight', ...args], { cwd: directory, env: { DB_REVIEW_CACHE: testCache } });
}

test('each finding is settled, will fail, or is not known', async () => {
  const { code, stdout, stderr } = await preflight(
    '--database-url',
    reader.href,
    '--format',
    'json',
  );
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const path = 'drizzle/0001_next.sql';
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    replay: 'complete',
    queries: [
      { path, line: 1, status: 'fails', count: 2, error: null },
      { line: 3, status: 'fails', count: 2, query: expect.stringContaining('GROUP BY b') },
      { line: 5, status: 'settled', count: 0 },
      { line: 7, status: 'unknown', count: null, error: { code: '42P01' } },
      { line: 9, status: 'unknown', error: { code: '42501' } },
    ],
  });

  const text = await preflight('--database-url', reader.href);
  expect(text.stdout).toContain(
    '  SELECT count(*) FROM users WHERE a IS NULL;\n  will fail: 2 such rows\n',
  );
  expect(text.stdout).toContain('\n  will fail: 2 values that several rows share\n');
  expect(text.stdout).toContain('not known: this user may not read the table\n');
  expect(text.stdout.trimEnd().split('\n').at(-1)).toBe('1 settled, 2 will fail, 2 not known');
});

test('its queries can be looked at without a database', async () => {
  const { code, stdout } = await preflight('--dry-run');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(pending.length);
});

test.each([
  ['nothing listens', (url: URL) => (url.port = '1'), 'nothing listens at its address'],
  ['another password', (url: URL) => (url.password = 'wrong'), 'password authentication failed'],
  [
    'another database',
    (url: URL) => (url.pathname = '/none'),
    'the server has no database of that name',
  ],
])('%s: said, without a word of the address', async (_, spoil, message) => {
  const url = new URL(reader);
  spoil(url);
  const { code, stdout, stderr } = await preflight('--database-url', url.href);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`cannot read the database: ${message}`);
  expect(stderr).not.toMatch(/reader|p@|p%40|wrong|none|127/);
});

test('a password that breaks the address is not repeated', async () => {
  const broken = `postgres://reader:p@ss/word@127.0.0.1:1/postgres`;
  const { code, stderr } = await preflight('--database-url', broken);
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot read the database: /);
  expect(stderr).not.toMatch(/word|\bss\b|reader/);
});
