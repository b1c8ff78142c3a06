import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { startPostgres, type RunningPostgres } from '../postgres-server.ts';
import { drizzleProject, startApp, startBeside } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

let postgres: RunningPostgres;
let stores: readonly [Store, Store];

beforeAll(async () => {
  postgres = await startPostgres();
  const { url } = postgres;
  // Both migrate the empty database at the same time.
  stores = await Promise.all([openStore({ url }), openStore({ url })]);
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await postgres.stop();
});

test('of two processes on one PostgreSQL, the one that hears of a push ends the review of the other', async () => {
  const app = await startApp({ store: stores[0] });
  const held = app.github.hold('pulls/get');
  await app.repository.push('change', drizzleProject(users, deletes));
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  const old = pull.head;

  const other = await startBeside(app, stores[1]);
  app.github.webhookUrl = `${other.url}/api/github/webhooks`;
  const head = await pull.push({ 'README.md': 'changed' });
  await other.idle();
  held.release();
  const onOld = app.repository.checkRuns.filter(({ headSha }) => headSha === old);
  expect(onOld).toMatchObject([
    { conclusion: 'cancelled', title: `Superseded by ${head.slice(0, 7)}` },
  ]);
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
  expect(pull.reviews).toHaveLength(1);
});
