import { expect, test } from '@jest/globals';
import { sql } from 'drizzle-orm';
import type { GitHubRepository } from '../github/repository.ts';
import { drizzleProject, startApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

async function open(repository: GitHubRepository, head: string) {
  await repository.push(head, drizzleProject(users, deletes), { from: 'main' });
  return repository.openPullRequest({ head });
}

test('of pushes that wait, only the last is reviewed, and pull requests share the places', async () => {
  const app = await startApp({ env: { CONCURRENCY: '1' } });
  const held = app.github.hold('pulls/get');
  const first = await open(app.repository, 'first');
  await held.reached;
  const second = await open(app.repository, 'second');
  const heads = [second.head];
  for (const text of ['one', 'two', 'three']) {
    heads.push(await second.push({ 'README.md': text }));
  }
  held.release();
  await app.server.idle();
  expect(first.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
  expect(second.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
  expect(app.repository.checkRuns.map(({ headSha }) => headSha)).toEqual([
    first.head,
    heads.at(-1),
  ]);
});

test('a pull request that is closed while it waits is never opened', async () => {
  const app = await startApp({ env: { CONCURRENCY: '1' } });
  const held = app.github.hold('pulls/get');
  await open(app.repository, 'first');
  await held.reached;
  const second = await open(app.repository, 'second');
  await second.close();
  held.release();
  await app.server.idle();
  expect(second.checkRuns).toEqual([]);
});

test('one installation does not take all places', async () => {
  const app = await startApp({ env: { CONCURRENCY: '2', CONCURRENCY_PER_INSTALLATION: '1' } });
  const files = drizzleProject(users);
  const other = await app.github.createRepository({ owner: 'other', name: 'shop', files });
  const held = app.github.hold('pulls/get');
  await open(app.repository, 'first');
  await held.reached;
  const waiting = await open(app.repository, 'second');
  const pull = await open(other, 'change');
  await app.github.until(() => pull.reviews.length > 0);
  expect(waiting.checkRuns).toEqual([]);
  held.release();
  await app.server.idle();
  expect(waiting.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});

test('a review that GitHub lets fail is tried again, in the same check run', async () => {
  const app = await startApp({ tries: { attempts: 2, delay: 0 } });
  // Octokit sends each of the four requests three times more.
  app.github.fail('pulls/get', { status: 503, times: 16 });
  const pull = await open(app.repository, 'change');
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
  expect(pull.reviews).toHaveLength(1);
});

test('what could not be stored is answered as a failure, and done when it comes again', async () => {
  const app = await startApp();
  const rename = (from: string, to: string) =>
    app.store.db.execute(sql.raw(`ALTER TABLE "${from}" RENAME TO "${to}"`));
  await rename('subjects', 'gone');
  const pull = await open(app.repository, 'change');
  await rename('gone', 'subjects');
  const [delivery] = app.github.deliveries.filter(({ event }) => event === 'pull_request');
  expect(delivery?.status).toBe(500);
  await app.server.idle();
  expect(pull.checkRuns).toEqual([]);

  await app.github.redeliver(delivery!);
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});
