import { afterEach, expect, jest, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/check.ts';
import { createRepository, removeFolders } from '../source/repository.ts';
import { testCache } from '../replay/cache.ts';
import { runCli } from './cli.ts';

// Each starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);
afterEach(removeFolders);

const plans = {
  tag: '0000_plans',
  when: 1,
  sql: `CREATE TABLE plans (id int PRIMARY KEY, name text);\n--> statement-breakpoint
INSERT INTO plans VALUES (1, 'a'), (2, 'b'), (3, 'c');`,
};

function change(sql: string): ReturnType<typeof createRepository> {
  const repository = createRepository();
  repository.commit(exampleHistory([plans]));
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write(exampleHistory([plans, { tag: '0001_next', when: 2, sql }]));
  return repository;
}

async function replay(directory: string, ...args: string[]) {
  return runCli(['replay', ...args], { cwd: directory, env: { DB_REVIEW_CACHE: testCache } });
}

const next = `UPDATE plans SET name = 'x' WHERE id = 1;\n--> statement-breakpoint
DO $$ BEGIN DELETE FROM plans WHERE id > 1; END $$;\n--> statement-breakpoint
ALTER TABLE plans ALTER COLUMN id TYPE bigint;`;

test('shows each statement: what it blocks, rewrites, and does to rows that migrations made', async () => {
  const { directory } = change(next);
  const { code, stdout, stderr } = await replay(directory, '--timeline');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replace(/ *[\d.]+ ms/g, ' N ms'))
    .toContain(` N ms  0001_next.sql:1  UPDATE plans SET name = 'x' WHERE id = 1;
              updates 1 row of plans
 N ms  0001_next.sql:3  DO $$ BEGIN DELETE FROM plans WHERE id > 1; END $$;
              deletes 2 rows of plans
 N ms  0001_next.sql:5  ALTER TABLE plans ALTER COLUMN id TYPE bigint;
              blocks reads and writes of plans until the end of the last migration
              rewrites plans
              building index "plans_pkey" on table "plans" serially
`);
  expect(stdout).toMatch(
    /^what was blocked, over [\d.]+ ms in the sandbox:\n {2}plans {2}reads and writes +│ +█+│/m,
  );
  expect(stdout).toMatch(/\nreplayed on pglite-\S+ \(PostgreSQL 18\.\d+\): 3 statements ran in /);
});

test('as JSON, and with the exit code of a statement that fails', async () => {
  const { directory } = change(`${next}\n--> statement-breakpoint\nDROP TABLE nothing;`);
  const { code, stdout } = await replay(directory, '--format', 'json');
  expect(code).toBe(1);
  const { version, replay: report } = JSON.parse(stdout);
  expect(version).toBe(1);
  expect(report).toMatchObject({
    status: 'partial',
    statements: [
      { rows: [{ relation: 'plans', inserted: 0, updated: 1, deleted: 0 }] },
      { rows: [{ relation: 'plans', inserted: 0, updated: 0, deleted: 2 }] },
      { rows: [], rewrites: ['plans'] },
      { path: 'drizzle/0001_next.sql', line: 7, error: { code: '42P01' } },
    ],
  });
});

test('a change that a database hears nothing of', async () => {
  const { directory, git } = change(next);
  git('checkout', '--quiet', '--', '.');
  git('clean', '--quiet', '-fd');
  expect(await replay(directory)).toEqual({
    code: 0,
    stdout: 'nothing to run: the change makes no difference to what a database runs\n',
    stderr: '',
  });
});
