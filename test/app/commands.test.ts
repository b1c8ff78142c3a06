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
    text: expect.stringContaining('| `/db-review explain <check or finding>` |'),
  });
  const config = await ask('stranger', '/db-review config');
  expect(config.text).toContain('| `failOn` | `"warning"` | the file |');
  expect(config.text).toContain('| `comment` | `true` | default |');

  const page = await ask('author', '/db-review explain `drop-column`');
  expect(page.text).toContain('### `drop-column`: A column is dropped');
  expect(page.text).not.toMatch(/\{\w+\}/);
  expect(await ask('author', '/db-review explain @acme/team')).toEqual({
    reactions: ['eyes', 'confused'],
    text: expect.stringContaining('There is no check `@acme/team`, and no finding'),
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

test('plan, diagnose, and a finding by its id', async () => {
  const app = await startApp();
  const drops = 'ALTER TABLE "users" DROP COLUMN "id";';
  await app.repository.push(
    'change',
    drizzleProject(users, 'CREATE TABLE "a" ("b" bigint);', drops),
  );
  const pull = await app.repository.openPullRequest({ head: 'change', author: 'author' });
  await app.server.idle();
  const ask = async (body: string) => {
    const comment = await pull.comment('author', body);
    await app.server.idle();
    return { reactions: comment.reactions, text: pull.comments.at(-1)!.body };
  };
  const plan = await ask('/db-review plan');
  expect(plan.reactions).toEqual(['eyes', 'rocket']);
  expect(plan.text).toMatch(
    /#### 1\. Expand\n[^#]*CREATE TABLE "a"[^#]*#### 2\. Contract\n[^#]*DROP COLUMN/,
  );

  const error = await ask('/db-review diagnose relation "users" already exists');
  expect(error.text).toContain('0000_step.sql:1` makes it');
  const pasted =
    'Our deploy says:\n```\ncolumn "id" of relation "users" does not exist\n```\n/db-review diagnose';
  expect((await ask(pasted)).text).toContain('The history drops it, after making it.');
  expect((await ask('/db-review diagnose it broke')).reactions).toEqual(['eyes', 'confused']);

  const [, id] = /#### error: `drop-column` `([0-9a-f]{7})`/.exec(pull.reviews[0]!.body)!;
  expect((await ask(`/db-review explain ${id}`)).text).toContain('#### error: `drop-column`');
  expect((await ask('/db-review rollback')).text).toContain('was not run in the sandbox');
});
