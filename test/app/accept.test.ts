import { expect, test } from '@jest/globals';
import { drizzleProject, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';
const command = '/db-review accept delete-without-where because the table is empty';

async function openWith(app: RunningApp, ...migrations: string[]) {
  await app.repository.push('change', drizzleProject(users, ...migrations));
  return open(app);
}

async function open(app: RunningApp) {
  app.repository.collaborators.set('maintainer', 'write');
  const pull = await app.repository.openPullRequest({ head: 'change', author: 'author' });
  await app.server.idle();
  return {
    pull,
    last: () => pull.checkRuns.at(-1)!,
    /** Comments, and gives the reactions and the answer. */
    async say(who: string, body: string) {
      const comment = await pull.comment(who, body);
      await app.server.idle();
      const answer = pull.comments.at(-1)!;
      const text = answer === comment ? null : answer.body;
      return { done: comment.reactions.at(-1) === 'rocket', text };
    },
  };
}

test('an accepted error no longer stops, is listed, and holds until its statement changes', async () => {
  const app = await startApp();
  const { pull, last, say } = await openWith(app, deletes);
  expect(last()).toMatchObject({ conclusion: 'action_required' });
  expect(last().summary).toContain('/db-review accept delete-without-where because <the reason>');
  expect(await say('maintainer', command)).toEqual({ done: true, text: null });
  expect(last()).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(pull.reviews[0]?.body).toContain('| `maintainer` | the table is empty |');

  await pull.push({ 'README.md': 'changed' });
  await app.server.idle();
  expect(last()).toMatchObject({ conclusion: 'success' });

  await pull.push(drizzleProject(users, 'DELETE FROM "users" WHERE true;'));
  await app.server.idle();
  expect(last()).toMatchObject({ conclusion: 'action_required' });
});

test('it counts on this pull request alone', async () => {
  const app = await startApp();
  const { say } = await openWith(app, deletes);
  await say('maintainer', command);
  await app.repository.push('other', drizzleProject(users, deletes), { from: 'main' });
  const other = await app.repository.openPullRequest({ head: 'other' });
  await app.server.idle();
  expect(other.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});

test('only who may write accepts, and bots never do', async () => {
  const app = await startApp();
  const { say, last } = await openWith(app, deletes);
  expect(await say('author', command)).toEqual({
    done: false,
    text: expect.stringContaining('only who may write to this repository'),
  });
  app.repository.collaborators.set('helper[bot]', 'admin');
  expect(await say('helper[bot]', command)).toEqual({ done: false, text: null });
  expect(last()).toMatchObject({ conclusion: 'action_required' });
});

test('accept: not-author asks for a second person', async () => {
  const app = await startApp({
    files: { '.github/db-review.yml': 'accept: { by: not-author }\n' },
  });
  app.repository.collaborators.set('author', 'admin');
  const { say, last } = await openWith(app, deletes);
  expect((await say('author', command)).text).toContain('somebody else than the author');
  expect(await say('maintainer', command)).toEqual({ done: true, text: null });
  expect(last()).toMatchObject({ conclusion: 'success' });
});

test('what cannot be accepted is refused with the reason', async () => {
  const both = [users, 'CREATE TABLE "posts" ("id" integer);'].join('\n--> statement-breakpoint\n');
  const app = await startApp({ files: drizzleProject(both) });
  await app.repository.push(
    'change',
    drizzleProject(both, 'CREATE TABEL "a" ();', deletes, 'DELETE FROM "posts";'),
  );
  const { pull, say, last } = await open(app);
  const told = async (body: string) => (await say('maintainer', `/db-review ${body}`)).text;
  expect(await told('accept syntax-error because I like it')).toContain(
    'an error of `syntax-error` cannot be accepted',
  );
  expect(await told('accept drop-table because it is old')).toContain('no finding `drop-table`');
  expect(await told('accept delete-without-where')).toContain('because <reason>');

  const several = (await told('accept delete-without-where because @acme/team `says` so'))!;
  const commands = several.match(/\/db-review accept [0-9a-f]{16} because [^\n]+/g)!;
  expect(commands).toHaveLength(2);
  const [fingerprint] = /[0-9a-f]{16}/.exec(commands[0]!)!;
  expect((await say('maintainer', `/db-review accept ${fingerprint} because it is so`)).done).toBe(
    true,
  );
  expect(last()).toMatchObject({ conclusion: 'failure' });
  expect(pull.reviews[0]?.body).toContain('| `maintainer` | it is so |');
});

test('an ignore comment asks for the acceptance, which counts with the reason of who accepts', async () => {
  const app = await startApp();
  const { say, last } = await openWith(
    app,
    `-- db-review-ignore delete-without-where: empty\n${deletes}`,
  );
  expect(last().summary).toContain('Its ignore comment asks that the risk is taken.');
  await say('maintainer', command);
  expect(last()).toMatchObject({ conclusion: 'success' });
});

test('a merge group inherits what was accepted on its pull request', async () => {
  const app = await startApp();
  const { pull, say } = await openWith(app, deletes);
  await say('maintainer', command);
  const group = await app.repository.openMergeGroup([pull.number]);
  await app.server.idle();
  expect(group.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  await app.repository.rerun(group.checkRuns[0]!);
  await app.server.idle();
  expect(group.checkRuns.at(-1)).toMatchObject({ conclusion: 'success' });
});
