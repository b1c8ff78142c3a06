import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sign } from '@octokit/webhooks-methods';
import { isOurs } from '../src/report/comment.ts';
import { secondaryLimit } from './github/faults.ts';
import { drizzleProject, folder, startApp, type RunningApp } from './running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

/** Opens a pull request which adds migrations, and waits until it was reviewed. */
async function openWith({ repository, server }: RunningApp, ...migrations: string[]) {
  await repository.push('change', drizzleProject(users, ...migrations));
  const pull = await repository.openPullRequest({ head: 'change' });
  await server.idle();
  return pull;
}

test('a change with an error gets a failing check run, annotations and a summary', async () => {
  const app = await startApp();
  const pull = await openWith(app, deletes);

  expect(pull.checkRuns).toHaveLength(1);
  expect(pull.checkRuns[0]).toMatchObject({
    name: 'db-review',
    status: 'completed',
    conclusion: 'action_required',
    externalId: `pr:${pull.number}@${pull.head}`,
    title: 'delete-without-where: users',
    annotations: [
      {
        path: `${folder}/0001_step.sql`,
        start_line: 1,
        annotation_level: 'failure',
        title: expect.stringContaining('delete-without-where'),
      },
    ],
  });
  const states = app.github.requests.flatMap(({ operation, body }) =>
    operation?.startsWith('checks/') && body ? [(body as { status: string }).status] : [],
  );
  expect(states).toEqual(['in_progress', 'completed']);

  expect(pull.reviews).toHaveLength(1);
  expect(pull.reviews[0]).toMatchObject({ state: 'COMMENTED', author: 'db-review[bot]' });
  expect(pull.reviews[0]?.body).toContain('1 error');
});

test('the summary is edited on the next push, and becomes one line when all is well', async () => {
  const app = await startApp();
  const pull = await openWith(app, deletes);
  const first = pull.reviews[0]!.body;

  await pull.push(drizzleProject(users, 'DROP TABLE "users";'));
  await app.server.idle();
  expect(pull.reviews).toHaveLength(1);
  expect(pull.reviews[0]?.body).not.toBe(first);
  expect(pull.reviews[0]?.body).toContain('drop-table');

  await pull.push(drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'));
  await app.server.idle();
  expect(pull.checkRuns[0]?.conclusion).toBe('success');
  expect(pull.reviews).toHaveLength(1);
  expect(pull.reviews[0]?.body).toContain('no problems');
});

test('a pull request that changes no database passes, without a comment', async () => {
  const app = await startApp();
  await app.repository.push('change', { 'README.md': 'changed\n' });
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([
    { status: 'completed', conclusion: 'success', title: 'No database changes', annotations: [] },
  ]);
  expect(pull.reviews).toEqual([]);
});

test('more findings than one request takes are all annotated, errors first', async () => {
  const tables = Array.from({ length: 40 }, (_, index) => `"table${index}"`);
  const create = tables
    .map((table) => `CREATE TABLE ${table} ("id" integer);`)
    .join('\n--> statement-breakpoint\n');
  const change = [
    ...tables.map((table) => `CREATE INDEX ON ${table} ("id");`),
    ...tables.map((_, index) => `DROP INDEX CONCURRENTLY "index${index}";`),
  ].join('\n--> statement-breakpoint\n');
  const { repository, server } = await startApp({ files: drizzleProject(create) });
  await repository.push('change', drizzleProject(create, change));
  const pull = await repository.openPullRequest({ head: 'change' });
  await server.idle();
  const levels = pull.checkRuns[0]!.annotations.map((each) => each.annotation_level);
  expect(levels).toEqual([...Array(40).fill('failure'), ...Array(40).fill('warning')]);
});

test('a push during a review cancels it, closes its check, and is reviewed itself', async () => {
  const app = await startApp();
  const held = app.github.hold('pulls/get');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  const old = pull.head;

  const head = await pull.push(
    drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'),
  );
  held.release();
  await app.server.idle();

  const onOld = app.repository.checkRuns.filter(({ headSha }) => headSha === old);
  expect(onOld).toMatchObject([
    {
      status: 'completed',
      conclusion: 'cancelled',
      title: `Superseded by ${head.slice(0, 7)}`,
    },
  ]);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  expect(pull.reviews).toEqual([]);
});

test('an old delivery that comes again, under its own id or another, neither reviews nor changes the summary', async () => {
  const app = await startApp();
  const pull = await openWith(app, deletes);
  const old = pull.head;
  const opened = app.github.deliveries.at(-1)!;
  await pull.push(drizzleProject(users, 'DROP TABLE "users";'));
  await app.server.idle();
  const { body } = pull.reviews[0]!;

  const onOld = () => app.repository.checkRuns.filter(({ headSha }) => headSha === old);
  await app.github.redeliver(opened);
  await app.server.idle();
  expect(onOld()).toHaveLength(1);

  // Somebody who has recorded it can give it another id, which is not signed.
  await app.github.deliver(opened.event, opened.payload);
  await app.server.idle();
  expect(onOld()).toHaveLength(1);
  expect(pull.reviews).toMatchObject([{ body }]);
});

test('a request that GitHub never answers is made again', async () => {
  const app = await startApp({ answerWithin: 1000 });
  app.github.hold('pulls/get');
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});

test('closing does not wait for a request that hangs', async () => {
  const app = await startApp();
  const held = app.github.hold('pulls/get');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  await pull.close();
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'cancelled' }]);
});

test('closing a pull request ends its review', async () => {
  const app = await startApp();
  const held = app.github.hold('pulls/get');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  await pull.close();
  held.release();
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([
    { conclusion: 'cancelled', title: 'Pull request was closed' },
  ]);
});

test('a webhook is answered while its review still runs', async () => {
  const app = await startApp();
  const held = app.github.hold('checks/create');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  expect(app.github.deliveries.at(-1)).toMatchObject({ event: 'pull_request', status: 200 });
  expect(pull.checkRuns).toEqual([]);
  held.release();
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(1);
});

test("a summary forged in somebody else's review is neither edited nor believed", async () => {
  const app = await startApp();
  const pull = await openWith(app, deletes);
  const ours = pull.reviews[0]!;
  const forged = { ...ours, id: ours.id + 1, author: 'mallory' };
  (pull.reviews as unknown[]).splice(0, 1, forged);
  expect(isOurs(forged.body)).toBe(true);

  await pull.push(drizzleProject(users, deletes, 'DROP TABLE "users";'));
  await app.server.idle();
  expect(pull.reviews.map(({ author }) => author)).toEqual(['mallory', 'db-review[bot]']);
  expect(forged.body).toBe(ours.body);
});

test('reopening, retargeting and leaving the draft state review again; a new title does not', async () => {
  const app = await startApp();
  await app.repository.push('other', { 'README.md': 'other\n' });
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change', draft: true });
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(1);
  expect(pull.reviews).toEqual([]);

  await pull.readyForReview();
  await app.server.idle();
  expect(pull.reviews).toHaveLength(1);
  await pull.retarget('other');
  await app.server.idle();
  await pull.close();
  await pull.reopen();
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(4);
  await pull.retitle('Another title');
  await app.server.idle();
  expect(pull.checkRuns).toHaveLength(4);
});

test('a pull request from a fork is reviewed through the repository that it goes to', async () => {
  const app = await startApp();
  const fork = await app.repository.fork('contributor');
  await fork.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change', fork });
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
  expect(app.github.requests.filter(({ path }) => path.includes('/contributor/'))).toEqual([]);
});

test("base's configuration decides, and a change cannot loosen its own gate", async () => {
  const configuration = '.github/db-review.yml';
  const app = await startApp({ files: { [configuration]: 'failOn: never\ncomment: false\n' } });
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns[0]?.conclusion).toBe('success');
  expect(pull.reviews).toEqual([]);

  const strict = await startApp();
  const loosening = { ...drizzleProject(users, deletes), [configuration]: 'failOn: never\n' };
  await strict.repository.push('change', loosening);
  const loosened = await strict.repository.openPullRequest({ head: 'change' });
  await strict.server.idle();
  expect(loosened.checkRuns[0]?.conclusion).toBe('action_required');
  expect(loosened.checkRuns[0]?.summary).toContain('takes effect when it is merged');
});

test('a change that makes the configuration invalid must be mended', async () => {
  const app = await startApp();
  await app.repository.push('change', { '.github/db-review.yml': '\nfailsOn: never\n' });
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await app.server.idle();
  expect(pull.checkRuns[0]).toMatchObject({
    conclusion: 'action_required',
    title: 'Config error: .github/db-review.yml line 2',
    annotations: [{ path: '.github/db-review.yml', start_line: 2 }],
  });
});

test("a stranger's configuration of any size and form is a few lines", async () => {
  const app = await startApp();
  const keys = Array.from({ length: 2000 }, (_, index) => `"@key${index}|<img>": 1`);
  await app.repository.push('many', { '.github/db-review.yml': keys.join('\n') });
  const many = await app.repository.openPullRequest({ head: 'many' });
  await app.server.idle();
  expect(many.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
  expect(many.checkRuns[0]?.annotations).toHaveLength(20);
  expect(many.checkRuns[0]?.summary).not.toMatch(/@key|<img/);

  // Matching this glob takes longer than anybody lives.
  const glob = `${'*a'.repeat(30)}b`;
  const name = `${'a'.repeat(200)}.txt`;
  const files = { '.github/db-review.yml': `paths: ['${glob}']\n`, [name]: '' };
  await app.repository.push('slow', files);
  const slow = await app.repository.openPullRequest({ head: 'slow' });
  await app.server.idle();
  expect(slow.checkRuns).toMatchObject([{ conclusion: 'success' }]);
});

test("db-review's own fault fails the check, with a reference and without the error's text", async () => {
  const parse = () => Promise.reject(new Error('secret detail'));
  const app = await startApp({ ports: { parse } });
  const pull = await openWith(app, deletes);
  const [run] = pull.checkRuns;
  expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' });
  const reference = /^Review did not finish \(ref (\w+)\)$/.exec(run!.title!)![1];
  expect(`${run?.title}${run?.summary}${run?.text}`).not.toContain('secret detail');
  expect(pull.reviews).toEqual([]);
  expect(app.logged).toContainEqual(
    expect.objectContaining({
      level: 'error',
      fields: expect.objectContaining({
        reference,
        repository: 'acme/shop',
        pullRequest: pull.number,
        head: pull.head,
        delivery: expect.any(String),
      }),
    }),
  );
});

test('a fault is neutral where base chose so', async () => {
  const parse = () => Promise.reject(new Error('broken'));
  const files = { '.github/db-review.yml': 'onInternalError: neutral\n' };
  const app = await startApp({ ports: { parse }, files });
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns[0]?.conclusion).toBe('neutral');
});

test('the review comes through errors and limits that pass', async () => {
  const app = await startApp();
  app.github.fail('graphql', { status: 502, times: 5 });
  app.github.fail('pulls/get', secondaryLimit(3));
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
  expect(pull.reviews).toHaveLength(1);
});

test('a limit that does not pass closes the check run and says what it was', async () => {
  const app = await startApp();
  app.github.fail('pulls/get', { ...secondaryLimit(3), times: 100 });
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  expect(pull.checkRuns[0]?.summary).toContain('rate limit');
});

test.each([
  ['is locked', 403],
  ['refuses the body', 422],
])('the check run is completed when the conversation %s', async (_, status) => {
  const app = await startApp();
  app.github.fail('pulls/create-review', { status });
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns[0]?.conclusion).toBe('action_required');
  expect(pull.reviews).toEqual([]);
  expect(app.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('locked') }),
  );
});

test('a permission that waits for consent is told', async () => {
  const permissions = { checks: 'write', contents: 'read', metadata: 'read' } as const;
  const app = await startApp({ permissions });
  const pull = await openWith(app, deletes);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  expect(pull.checkRuns[0]?.summary).toContain('consent');
});

test('a webhook with a bad signature is refused, and one that is too long is not read', async () => {
  const { server, github } = await startApp();
  const send = async (body: string, secret: string, headers = {}) => {
    const response = await fetch(`${server.url}/api/github/webhooks`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': await sign(secret, body),
        ...headers,
      },
    });
    return response.status;
  };
  expect(await send('{"action":"opened"}', 'another secret')).toBe(400);
  expect(await send('{"action":"labeled"}', github.app.webhookSecret)).toBe(200);
  expect(await send(' '.repeat(25 * 1024 * 1024 + 1), 'another secret')).toBe(413);
});

test('health is told, and while it stops no webhook is taken', async () => {
  const app = await startApp();
  const status = async (path: string) => (await fetch(app.server.url + path)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
  expect(await status('/elsewhere')).toBe(404);

  const held = app.github.hold('pulls/get');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  const stopped = app.server.stop(60_000);
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  expect((await app.github.redeliver(app.github.deliveries.at(-1)!))?.status).toBe(503);
  held.release();
  await stopped;
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
});

test('nothing secret is logged', async () => {
  const app = await startApp();
  app.github.fail('pulls/create-review', { status: 403 });
  await openWith(app, deletes);
  const text = JSON.stringify(app.logged);
  expect(text).not.toContain(app.github.app.webhookSecret);
  expect(text).not.toContain('PRIVATE KEY');
  expect(text).not.toMatch(/ghs_\w/);
});
