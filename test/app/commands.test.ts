import { expect, test } from '@jest/globals';
import { drizzleProject, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';
const configuration = '.github/db-review.yml';

/** A pull request of `author`, which was reviewed. */
async function openOf(app: RunningApp, author: string, draft = false) {
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change', author, draft });
  await app.server.idle();
  return pull;
}

test('a bare command reviews once more, for the author and for who may write', async () => {
  const app = await startApp();
  app.repository.collaborators.set('maintainer', 'maintain');
  app.repository.collaborators.set('triager', 'triage');
  const pull = await openOf(app, 'author');
  for (const who of ['author', 'maintainer']) {
    const comment = await pull.comment(who, 'Once more, please:\n\n/db-review\n');
    await app.server.idle();
    expect(comment.reactions).toEqual(['eyes', 'rocket']);
  }
  expect(pull.checkRuns).toHaveLength(3);
  for (const who of ['triager', 'stranger']) {
    const comment = await pull.comment(who, '/db-review');
    await app.server.idle();
    expect(comment.reactions).toEqual(['eyes', 'confused']);
  }
  expect(pull.checkRuns).toHaveLength(3);
  expect(pull.comments.map(({ author }) => author)).not.toContain('db-review[bot]');
});

test('a command in a draft lets the summary be written', async () => {
  const app = await startApp();
  const pull = await openOf(app, 'author', true);
  expect(pull.reviews).toEqual([]);
  await pull.comment('author', '/db-review');
  await app.server.idle();
  expect(pull.reviews).toHaveLength(1);
});

test('help, explain and config answer', async () => {
  const files = { [configuration]: 'failOn: warning\n' };
  const app = await startApp({ files });
  const pull = await openOf(app, 'author');
  const ask = async (who: string, body: string) => {
    const comment = await pull.comment(who, body);
    await app.server.idle();
    const last = pull.comments.at(-1)!;
    return { reactions: comment.reactions, text: last === comment ? null : last.body };
  };
  expect(await ask('stranger', '/db-review help')).toEqual({
    reactions: ['eyes', 'rocket'],
    text: expect.stringContaining('| `/db-review explain <check>` |'),
  });
  const config = await ask('stranger', '/db-review config');
  expect(config.text).toContain('| `failOn` | `"warning"` | the file |');
  expect(config.text).toContain('| `comment` | `true` | default |');

  const page = await ask('author', '/db-review explain `drop-column`');
  expect(page.text).toContain('### `drop-column`: A column is dropped');
  expect(page.text).not.toMatch(/\{\w+\}/);
  expect(await ask('author', '/db-review explain @acme/team')).toEqual({
    reactions: ['eyes', 'confused'],
    text: expect.stringContaining('There is no check `@acme/team`.'),
  });
  expect(await ask('author', '/db-review dance')).toEqual({
    reactions: ['eyes', 'confused'],
    text: expect.stringContaining('There is no command `dance`.'),
  });
  expect(await ask('stranger', '/db-review dance')).toEqual({
    reactions: ['eyes', 'confused'],
    text: null,
  });
});

test('an invalid configuration is told by its lines', async () => {
  const app = await startApp({ files: { [configuration]: '\nfailsOn: warning\n' } });
  const pull = await openOf(app, 'author');
  await pull.comment('author', '/db-review config');
  await app.server.idle();
  expect(pull.comments.at(-1)?.body).toContain('- line 2:');
});

test('bots, other comments and closed pull requests are left alone', async () => {
  const app = await startApp();
  const pull = await openOf(app, 'author');
  const bodies = ['nothing to do', '> /db-review', '```\n/db-review\n```'];
  const comments = [
    await pull.comment('renovate[bot]', '/db-review'),
    ...(await Promise.all(bodies.map((body) => pull.comment('author', body)))),
  ];
  await pull.close();
  comments.push(await pull.comment('author', '/db-review'));
  await app.server.idle();
  expect(comments.flatMap(({ reactions }) => reactions)).toEqual([]);
  expect(pull.checkRuns).toHaveLength(1);
});

test('without the permission to react the command is done all the same', async () => {
  const app = await startApp();
  const pull = await openOf(app, 'author');
  app.github.fail('reactions/create-for-issue-comment', { status: 403, times: 2 });
  await pull.comment('author', '/db-review help');
  await app.server.idle();
  expect(pull.comments.at(-1)?.author).toBe('db-review[bot]');
});
