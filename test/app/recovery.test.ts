import { expect, test } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { drizzleProject, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';
const posts = 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);';

async function open({ repository }: RunningApp, head: string, ...migrations: string[]) {
  await repository.push(head, drizzleProject(users, ...migrations), { from: 'main' });
  return repository.openPullRequest({ head });
}

async function sweep({ server, github }: RunningApp): Promise<void> {
  await server.sweep();
  await server.idle();
  // What is delivered again arrives after the sweep has ended.
  await github.until(() => github.deliveries.at(-1)?.status === 200);
  await server.idle();
}

test('what could not be delivered while the app was down is fetched, and done once', async () => {
  const app = await startApp();
  const url = app.github.webhookUrl;
  app.github.webhookUrl = 'http://127.0.0.1:1/';
  const pull = await open(app, 'change', deletes);
  app.github.webhookUrl = url;
  const missed = app.github.deliveries.length;
  expect(app.github.deliveries.every(({ status }) => status === 0)).toBe(true);
  await sweep(app);
  await app.github.until(() => app.github.deliveries.length === 2 * missed);
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);

  await app.store.db.execute(sql`DELETE FROM pgboss.job`);
  await app.server.sweep();
  await app.server.idle();
  expect(app.github.deliveries).toHaveLength(2 * missed);
});

test('a review that no job goes on with is done by the next sweep, in its own check run', async () => {
  const app = await startApp();
  app.github.fail('checks/update', { status: 503, times: 100 });
  const pull = await open(app, 'change', deletes);
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([{ status: 'in_progress' }]);
  await app.store.db.execute(sql`UPDATE reviews SET started_at = now() - interval '1 hour'`);
  app.github.clearFaults();
  await sweep(app);
  expect(pull.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
});

test('old deliveries and pull requests are deleted, and all of an installation when it ends', async () => {
  const app = await startApp();
  await open(app, 'change', deletes);
  await app.server.idle();
  const count = async (table: string) => {
    const { rows } = await app.store.db.execute(sql.raw(`SELECT count(*)::int AS n FROM ${table}`));
    return (rows[0] as { n: number }).n;
  };
  await sweep(app);
  expect(await count('deliveries')).toBeGreaterThan(0);
  await app.store.db.execute(sql`UPDATE deliveries SET received_at = now() - interval '8 days'`);
  await app.store.db.execute(sql`DELETE FROM pgboss.job`);
  await sweep(app);
  expect(await count('deliveries')).toBe(0);

  expect(await count('findings')).toBe(1);
  const installation = { id: app.github.installation('acme') };
  await app.github.deliver('installation', { action: 'deleted', installation });
  expect(await count('subjects')).toBe(0);
  expect(await count('findings')).toBe(0);
});

test('a push of migrations to the default branch judges what is open again, newest first', async () => {
  const app = await startApp();
  const first = await open(app, 'first', deletes);
  const second = await open(app, 'second', posts);
  const other = await open(app, 'third', posts);
  await app.server.idle();
  await other.close();
  const before = app.repository.checkRuns.length;

  await app.repository.push('main', { 'README.md': 'changed' });
  await app.server.idle();
  expect(app.repository.checkRuns).toHaveLength(before);

  const held = app.github.hold('pulls/get');
  await app.repository.push(
    'main',
    drizzleProject(users, 'CREATE TABLE "tags" ("id" bigint PRIMARY KEY);'),
  );
  await held.reached;
  expect(second.checkRuns.at(-1)).toMatchObject({ status: 'in_progress' });
  held.release();
  await app.server.idle();
  expect(app.repository.checkRuns.slice(before).map(({ headSha }) => headSha)).toEqual([
    second.head,
    first.head,
  ]);
  expect(second.checkRuns).toHaveLength(2);
  expect(second.checkRuns.at(-1)).toMatchObject({
    status: 'completed',
    conclusion: 'action_required',
  });
});
