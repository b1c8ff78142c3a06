import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { environmentOf } from './github/environment.ts';
import { startGitHub } from './github/start.ts';
import { drizzleProject } from './running-app.ts';
import { startProcess as start } from './server-process.ts';

test('SIGTERM lets the review under way end, closes its check run and exits', async () => {
  const github = await startGitHub();
  const server = start({ ...environmentOf(github), NODE_ENV: 'production' });
  const [, url] = await server.line(/Listening on (http:[\w.:/]+)/);
  github.webhookUrl = `${url}/api/github/webhooks`;
  const files = drizzleProject('CREATE TABLE "users" ("id" integer);');
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  await repository.push('change', { 'README.md': 'changed\n' });
  const held = github.hold('pulls/get');
  await repository.openPullRequest({ head: 'change' });
  await held.reached;

  server.child.kill('SIGTERM');
  await server.line(/Stopping/);
  held.release();
  expect(await server.ended).toEqual([0, null]);
  expect(repository.checkRuns).toMatchObject([{ status: 'completed' }]);
  expect(github.violations).toEqual([]);
  await github.stop();
});

test.each([{}, { WEBHOOK_SECRET: 'development' }])(
  'production does not start with a secret that everybody knows: %j',
  async (secret) => {
    const server = start({ NODE_ENV: 'production', APP_ID: '1', PRIVATE_KEY: 'key', ...secret });
    expect(await server.ended).toEqual([1, null]);
    expect(server.lines).toEqual([expect.stringMatching(/^WEBHOOK_SECRET is missing/)]);
  },
);

test('production does not start without an app', async () => {
  const server = start({ NODE_ENV: 'production', WEBHOOK_SECRET: 'a good secret' });
  expect(await server.ended).toEqual([1, null]);
  expect(server.lines).toEqual([expect.stringMatching(/^APP_ID is missing/)]);
});

test('it does not start with a model that lacks its key', async () => {
  const github = await startGitHub();
  const server = start({ ...environmentOf(github), NARRATIVE_MODEL: 'm' });
  expect(await server.ended).toEqual([1, null]);
  expect(server.lines.join()).toMatch(/NARRATIVE_API_KEY must be set/);
  await github.stop();
});

test('the first start offers to register the app from app.yml', async () => {
  const port = await freePort();
  const server = start({ PORT: String(port), NO_SMEE_SETUP: 'true' });
  await server.line(/Listening on/);
  const page = await (await fetch(`http://localhost:${port}/probot`)).text();
  expect(page).toContain('merge_queues');
});

/** Probot's setup cannot choose a port by itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
