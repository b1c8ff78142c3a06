import { expect, test } from '@jest/globals';
import { drizzleProject, folder, startApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const ignore = '-- db-review-ignore drop-table: there is none';
const useless = `${ignore}\nCREATE TABLE "a" ("id" bigint PRIMARY KEY);`;

/** An open pull request with a useless ignore comment in each of so many migrations. */
async function openWith(count: number) {
  const app = await startApp();
  await app.repository.push('change', drizzleProject(users, ...Array(count).fill(useless)));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await app.server.idle();
  return { ...app, pull };
}

const bodiesOf = ({ reviews }: { reviews: readonly { comments: readonly { body: string }[] }[] }) =>
  reviews.flatMap(({ comments }) => comments.map(({ body }) => body));

test('a fix is suggested on its line, in a review of its own, and once', async () => {
  const { pull, server } = await openWith(1);
  expect(pull.reviews).toHaveLength(2);
  const [summary, envelope] = pull.reviews;
  expect(summary!.body).toContain('### Database review: 1 warning');
  expect(envelope).toMatchObject({
    author: 'db-review[bot]',
    state: 'COMMENTED',
    commit: pull.head,
    body: '1 correction of what the summary says: each is right when it is applied alone.',
    comments: [{ path: `${folder}/0001_step.sql`, line: 1, side: 'RIGHT' }],
  });
  const [body] = bodiesOf(pull);
  expect(body).toMatch(
    /^`unused-ignore`: There is nothing here .*\n\n```suggestion\n```\n<!-- db-review:finding:\w+ -->$/,
  );
  expect(envelope!.comments[0]).not.toHaveProperty('start_line');

  await pull.push({ 'README.md': 'another\n' });
  await server.idle();
  expect(pull.reviews).toHaveLength(2);
});

test('the time of a migration that would be skipped', async () => {
  const { repository, server } = await startApp();
  const late = drizzleProject(users, 'CREATE TABLE "a" ("id" bigint PRIMARY KEY);');
  const journal = `${folder}/meta/_journal.json`;
  const entries = JSON.parse(late[journal]!) as { entries: { when: number }[] };
  const newest = entries.entries[0]!.when;
  entries.entries[1]!.when = newest - 1;
  const text = JSON.stringify(entries, null, 2);
  await repository.push('change', { ...late, [journal]: text });
  const pull = await repository.openPullRequest({ head: 'change' });
  await server.idle();
  const [comment] = pull.reviews[1]!.comments;
  const lines = text.split('\n');
  expect(lines[comment!.line! - 1]).toContain(`"when": ${newest - 1}`);
  expect(comment!.body).toContain(
    `\`\`\`suggestion\n${lines[comment!.line! - 1]!.replace(/\d+/, `${newest + 1}`)}\n\`\`\``,
  );
  lines[comment!.line! - 1] = /suggestion\n(.*)\n```/.exec(comment!.body)![1]!;
  await pull.push({ [journal]: lines.join('\n') });
  await server.idle();
  expect(pull.checkRuns[0]?.conclusion).toBe('success');
  expect(bodiesOf(pull)).toEqual([]);
});

test('at most ten for a push; what is stale goes, and what was answered is folded away', async () => {
  const { pull, server } = await openWith(12);
  expect(bodiesOf(pull)).toHaveLength(10);
  const [first] = pull.reviews[1]!.comments;
  pull.replyTo(first!, 'ann', 'Why?');
  await pull.push(drizzleProject(users, ...Array(12).fill(useless.replace(`${ignore}\n`, ''))));
  await server.idle();
  const [summary, envelope] = pull.reviews;
  expect(summary!.body).toContain('### Database review: no problems');
  expect(envelope!.comments).toMatchObject([
    { path: first!.path, minimized: 'OUTDATED' },
    { author: 'ann', body: 'Why?' },
  ]);
});

test('the next ten come with the next push', async () => {
  const { pull, server } = await openWith(12);
  await pull.push({ 'README.md': 'another\n' });
  await server.idle();
  expect(pull.reviews.map(({ comments }) => comments.length)).toEqual([0, 10, 2]);
  expect(new Set(bodiesOf(pull)).size).toBe(12);
});

test('drafts, and repositories that want no comment, get no suggestion', async () => {
  const app = await startApp();
  await app.repository.push('change', drizzleProject(users, useless));
  const pull = await app.repository.openPullRequest({ head: 'change', draft: true });
  await app.server.idle();
  expect(pull.reviews).toEqual([]);
  await pull.readyForReview();
  await app.server.idle();
  expect(pull.reviews).toHaveLength(2);
});

test('a refused suggestion is logged, and check and summary stand', async () => {
  const app = await startApp();
  await app.repository.push('change', drizzleProject(users, useless));
  app.github.fail(
    ({ operation, body }) =>
      operation === 'pulls/create-review' && JSON.stringify(body).includes('suggestion'),
    { status: 422 },
  );
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await app.server.idle();
  expect(pull.reviews).toHaveLength(1);
  expect(pull.checkRuns[0]?.conclusion).toBe('success');
  expect(app.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('suggestions') }),
  );
});
