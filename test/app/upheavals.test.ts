import { expect, test } from '@jest/globals';
import { git } from '../github/git/git.ts';
import { drizzleProject, startApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

test("what the parser's thread dies of is one finding, and the next review is right", async () => {
  const app = await startApp();
  const deep = `SELECT ${'1+'.repeat(3000)}1;`;
  await app.repository.push('hostile', drizzleProject(users, deep, deletes));
  await app.repository.push('honest', drizzleProject(users, deletes), { from: 'main' });
  const hostile = await app.repository.openPullRequest({ head: 'hostile' });
  const honest = await app.repository.openPullRequest({ head: 'honest' });
  await app.server.idle();
  const found = ({ annotations }: { annotations: readonly { title?: string }[] }) =>
    annotations.map(({ title }) => /\((.*)\)/.exec(title!)![1]);
  expect(hostile.checkRuns[0]?.conclusion).toBe('action_required');
  expect(found(hostile.checkRuns[0]!)).toEqual(['raw-sql-unknown', 'delete-without-where']);
  expect(honest.checkRuns[0]?.conclusion).toBe('action_required');
  expect(found(honest.checkRuns[0]!)).toEqual(['delete-without-where']);
});

test('a push by force in the middle of a review leaves one that counts', async () => {
  const app = await startApp();
  const main = await app.repository.sha('main');
  await app.repository.push('change', drizzleProject(users, deletes));
  const held = app.github.hold('git/get-tree');
  const pull = await app.repository.openPullRequest({ head: 'change' });
  const old = pull.head;
  await held.reached;
  await pull.push(drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'), {
    from: main,
  });
  held.release();
  await app.server.idle();
  const onOld = app.repository.checkRuns.filter(({ headSha }) => headSha === old);
  expect(onOld).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
});

test('a base branch that is deleted meanwhile is judged as it was last', async () => {
  const app = await startApp();
  await app.repository.push('epic', { 'README.md': 'epic\n' });
  await app.repository.push('change', drizzleProject(users, deletes), { from: 'epic' });
  const held = app.github.hold('repos/compare-commits-with-basehead');
  const pull = await app.repository.openPullRequest({ head: 'change', base: 'epic' });
  await held.reached;
  await git(app.repository.directory, ['update-ref', '-d', 'refs/heads/epic']);
  held.release();
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
});

test('a head branch that is deleted meanwhile is reviewed by its commit', async () => {
  const app = await startApp();
  await app.repository.push('change', drizzleProject(users, deletes));
  const held = app.github.hold('pulls/get');
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  await git(app.repository.directory, ['update-ref', '-d', 'refs/heads/change']);
  held.release();
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
});
