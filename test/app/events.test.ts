import { expect, test } from '@jest/globals';
import { drizzleProject, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

async function openWith({ repository, server }: RunningApp, head: string, ...migrations: string[]) {
  await repository.push(head, drizzleProject(users, ...migrations), { from: 'main' });
  const pull = await repository.openPullRequest({ head });
  await server.idle();
  return pull;
}

test('a merge group is reviewed as a whole against its base, in a check run alone', async () => {
  const app = await startApp();
  const first = await openWith(app, 'first', 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);');
  await app.repository.push('second', { 'README.md': 'changed\n' }, { from: 'main' });
  const second = await app.repository.openPullRequest({ head: 'second' });
  await app.server.idle();
  const group = await app.repository.openMergeGroup([first.number, second.number]);
  await app.server.idle();
  expect(group.checkRuns).toMatchObject([
    {
      name: 'db-review',
      status: 'completed',
      conclusion: 'success',
      title: expect.stringMatching(/^1 migration checked, /),
      externalId: `group:${group.base}:main#${second.number}@${group.head}`,
      actions: [],
    },
  ]);
  expect(group.checkRuns[0]?.summary).toContain(group.base.slice(0, 7));
  expect(first.reviews).toEqual([]);

  await app.repository.rerun(group.checkRuns[0]!);
  await app.server.idle();
  expect(group.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
});

test('an error in a merge group stops it, and writes no comment', async () => {
  const app = await startApp();
  const pull = await openWith(app, 'change', deletes);
  const reviews = pull.reviews.length;
  const group = await app.repository.openMergeGroup([pull.number]);
  await app.server.idle();
  expect(group.checkRuns).toMatchObject([
    { conclusion: 'action_required', title: 'delete-without-where: users' },
  ]);
  expect(pull.reviews).toHaveLength(reviews);
  expect(pull.comments).toEqual([]);
});

test('a merge group that is gone ends its review', async () => {
  const app = await startApp();
  const pull = await openWith(app, 'change', deletes);
  const held = app.github.hold('repos/get');
  const group = await app.repository.openMergeGroup([pull.number]);
  await held.reached;
  await group.destroy();
  held.release();
  await app.server.idle();
  expect(group.checkRuns).toMatchObject([
    { status: 'completed', conclusion: 'cancelled', title: 'Merge group is gone' },
  ]);
});

test('a check run is done again when GitHub asks, by the button and with its suite', async () => {
  const app = await startApp();
  const pull = await openWith(app, 'change', deletes);
  const [run] = pull.checkRuns;
  expect(run?.actions).toMatchObject([{ identifier: 'rerun' }]);

  await app.repository.rerun(run!);
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(2);
  await app.repository.rerun(run!, 'rerun');
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(3);
  await app.repository.rerunAll(pull.head);
  await app.server.idle();
  expect(pull.checkRuns.map(({ conclusion }) => conclusion)).toEqual(
    Array(4).fill('action_required'),
  );
  expect(pull.reviews).toHaveLength(1);

  await app.repository.rerun(run!, 'another button');
  await app.repository.rerun({ ...run!, externalId: 'of somebody else' });
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(4);
});

test("a fork's check is done again, though GitHub does not name its pull request", async () => {
  const app = await startApp();
  const fork = await app.repository.fork('contributor');
  await fork.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change', fork });
  await app.server.idle();
  await app.repository.rerunAll(pull.head);
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(2);
});

test('a suite is reviewed where no check run was ever made', async () => {
  const app = await startApp();
  app.github.fail('checks/create', { status: 403 });
  const pull = await openWith(app, 'change', deletes);
  expect(pull.checkRuns).toEqual([]);
  await app.repository.rerunAll(pull.head);
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});

test('a re-run of a commit that is no longer the head says so', async () => {
  const app = await startApp();
  const pull = await openWith(app, 'change', deletes);
  const [run] = pull.checkRuns;
  await pull.push(drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'));
  await app.server.idle();
  await app.repository.rerun(run!);
  await app.server.idle();
  const last = app.repository.checkRuns.at(-1);
  expect(last).toMatchObject({ headSha: run!.headSha, conclusion: 'cancelled' });
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'success' }]);
});

test.each(['created', 'added'] as const)(
  'when the app is installed (%s), open pull requests get their check and no comment',
  async (how) => {
    const app = await startApp();
    const repository = await app.github.createRepository({
      owner: 'acme',
      name: 'later',
      files: drizzleProject(users),
      installed: false,
    });
    await repository.push('change', drizzleProject(users, deletes));
    const open = await repository.openPullRequest({ head: 'change' });
    const closed = await repository.openPullRequest({ head: 'change' });
    await closed.close();
    await app.server.idle();
    expect(repository.checkRuns).toEqual([]);

    await repository.install(how);
    await app.server.idle();
    expect(repository.checkRuns).toMatchObject([
      { status: 'completed', conclusion: 'action_required', headSha: open.head },
    ]);
    expect(open.reviews).toEqual([]);
  },
);
