import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { environmentOf } from './github/environment.ts';
import { startGitHub } from './github/start.ts';
import { drizzleProject } from './running-app.ts';
import { storeFolder } from './store/test-store.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const children: ChildProcess[] = [];
let data: string;

beforeEach(async () => {
  data = await storeFolder();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(data, { recursive: true });
});

/** Starts the server as a process of its own, which sees no other environment. */
function start(env: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: root,
    env: { PATH, DATA_FOLDER: data, ...env },
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  createInterface(child.stderr).on('line', (line) => lines.push(line));

  /** The first line that matches; fails when the process ends before. */
  async function line(pattern: RegExp): Promise<RegExpExecArray> {
    const find = () => lines.map((each) => pattern.exec(each)).find((match) => match !== null);
    while (!find()) {
      const ended = once(reader, 'close').then(() => Promise.reject(new Error(lines.join('\n'))));
      await Promise.race([once(reader, 'line'), ended]);
    }
    return find()!;
  }
  return { child, line, lines, ended: once(child, 'close') as Promise<[number | null]> };
}

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
