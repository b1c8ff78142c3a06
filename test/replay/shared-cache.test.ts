import { randomUUID } from 'node:crypto';
import { afterEach, expect, jest, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/check.ts';
import { runCli } from '../commands/cli.ts';
import { createRepository, removeFolders } from '../source/repository.ts';
import { testCache } from './cache.ts';

// Each starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);
afterEach(removeFolders);

test('two processes that build and keep the same state at once say the same', async () => {
  // The text is in the state's key, so that nobody has kept it before.
  const sql = `CREATE TABLE users (id int PRIMARY KEY, email text); -- ${randomUUID()}`;
  const released = { tag: '0000_users', when: 1, sql };
  const pending = 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;';
  const { commit, git, write, directory } = createRepository();
  commit(exampleHistory([released]));
  git('checkout', '--quiet', '-b', 'feature');
  write(exampleHistory([released, { tag: '0001_next', when: 2, sql: pending }]));

  async function checked() {
    const options = { cwd: directory, env: { DB_REVIEW_CACHE: testCache } };
    const { stdout } = await runCli(['check', '--format', 'json'], options);
    const { findings, replay } = JSON.parse(stdout, (key, value: unknown) =>
      key === 'milliseconds' ? undefined : value,
    );
    return { findings, replay };
  }
  const [one, other] = await Promise.all([checked(), checked()]);
  expect(one.replay.status).toBe('complete');
  expect(one.findings).toContainEqual(
    expect.objectContaining({ check: 'fails-on-existing-rows', severity: 'error' }),
  );
  expect(other).toEqual(one);
  expect(await checked()).toEqual(one);
});
