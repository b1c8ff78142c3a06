import { afterEach, expect, jest, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/check.ts';
import { testCache } from '../replay/cache.ts';
import { createRepository, removeFolders } from '../source/repository.ts';
import { runCli } from './cli.ts';

// Each starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);
afterEach(removeFolders);

type Migration = Parameters<typeof exampleHistory>[0][number];

const users = {
  tag: '0000_users',
  when: 10,
  sql: "CREATE TYPE role AS ENUM ('member');\n--> statement-breakpoint\nCREATE TABLE users (id text PRIMARY KEY, email text, role role);",
  snapshot: null,
};
const pending = (sql: string, when = 20) => ({ tag: '0001_next', when, sql, snapshot: null });
const notNull = 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;';

async function checked(base: readonly Migration[], head: readonly Migration[]) {
  const repository = createRepository();
  repository.commit(exampleHistory(base));
  repository.git('checkout', '--quiet', '-b', 'feature');
  for (const path of repository.git('ls-files').split('\n')) repository.write({ [path]: null });
  repository.write(exampleHistory(head));
  const { code, stdout } = await runCli(['check', '--format', 'json'], {
    cwd: repository.directory,
    env: { DB_REVIEW_CACHE: testCache },
  });
  return { code, ...JSON.parse(stdout) };
}

test.each([
  ['a time before the newest applied one', [users, pending(notNull, 5)], 'journal-out-of-order'],
  [
    'a merged migration that was made again under another name',
    [{ ...users, tag: '0000_people', when: 20, sql: `${users.sql}\n` }],
    'upgrade-fails',
  ],
  ['NOT NULL on a column that may hold NULL', [users, pending(notNull)], 'fails-on-existing-rows'],
  [
    'a unique index over what may be there twice',
    [users, pending('CREATE UNIQUE INDEX users_email ON users (email);')],
    'fails-on-existing-rows',
  ],
  [
    'an enum value that is used in its own transaction',
    [
      users,
      pending(
        "ALTER TYPE role ADD VALUE 'admin';\n--> statement-breakpoint\nUPDATE users SET role = 'admin' WHERE id = 'a';",
      ),
    ],
    'enum-value-used-in-same-tx',
  ],
])('%s stops the change', async (_, head, check) => {
  const { code, findings } = await checked([users], head);
  expect(code).toBe(1);
  expect(findings).toContainEqual(expect.objectContaining({ check, severity: 'error' }));
});

test('the same NOT NULL behind a backfill is quiet about rows', async () => {
  const backfill = "UPDATE users SET email = '' WHERE email IS NULL;\n--> statement-breakpoint\n";
  const { findings, replay } = await checked([users], [users, pending(backfill + notNull)]);
  expect(replay.status).toBe('complete');
  expect(findings.map(({ check }: { check: string }) => check)).not.toContain(
    'fails-on-existing-rows',
  );
});

test.each([
  ['CREATE EXTENSION postgis;', 'the sandbox does not have the extension postgis'],
  [
    'ALTER TABLE users ADD COLUMN owner uuid REFERENCES auth.users (id);',
    'the database needs what its host provides',
  ],
])('what the sandbox lacks is said, and stops nothing: %s', async (sql, because) => {
  const { findings, replay, skipped } = await checked([users], [users, pending(sql)]);
  expect(replay).toMatchObject({ status: 'impossible', because: expect.stringContaining(because) });
  expect(replay.unproven).not.toEqual([]);
  expect(skipped).toContainEqual({
    check: 'fails-on-existing-rows',
    because: expect.stringMatching(/^replay not possible: /),
  });
  expect(findings.map(({ check }: { check: string }) => check)).not.toContain('upgrade-fails');
});
