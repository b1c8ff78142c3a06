import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { startGitHub, type GitHub } from './start.ts';

interface Received {
  event: string;
  id: string;
  valid: boolean;
  payload: Record<string, unknown>;
}

let github: GitHub;
let app: Server;
let received: Received[];

beforeEach(async () => {
  github = await startGitHub();
  received = [];
  app = createServer((request, response) => {
    void text(request).then(async (body) => {
      const signature = String(request.headers['x-hub-signature-256']);
      received.push({
        event: String(request.headers['x-github-event']),
        id: String(request.headers['x-github-delivery']),
        valid: await verify(github.app.webhookSecret, body, signature),
        payload: JSON.parse(body) as Record<string, unknown>,
      });
      response.writeHead(202).end();
    });
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (typeof address === 'object') github.webhookUrl = `http://127.0.0.1:${address?.port}/hook`;
});

afterEach(async () => {
  app.close();
  await github.stop();
});

function create() {
  return github.createRepository({ owner: 'acme', name: 'shop', files: { a: '1\n' } });
}

test('a pull request’s life is told in signed webhooks', async () => {
  const repository = await create();
  await repository.push('feature', { b: '2\n' });
  const pull = await repository.openPullRequest({ head: 'feature', draft: true });
  const before = pull.head;
  const after = await pull.push({ b: '3\n' });
  await pull.readyForReview();
  await repository.setBranch('release', await repository.sha('main'));
  await pull.retarget('release');
  await pull.close();
  await pull.reopen();
  const merged = await pull.merge();

  expect(received.every(({ valid }) => valid)).toBe(true);
  expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
  expect(github.deliveries.every(({ status }) => status === 202)).toBe(true);
  expect(received.map(({ event, payload }) => payload.action ?? `${event} ${payload.ref}`)).toEqual(
    [
      'push refs/heads/feature',
      'opened',
      'push refs/heads/feature',
      'synchronize',
      'ready_for_review',
      'push refs/heads/release',
      'edited',
      'closed',
      'reopened',
      'push refs/heads/release',
      'closed',
    ],
  );
  const payload = (action: string) =>
    received.find((delivery) => delivery.payload.action === action)?.payload;
  expect(payload('opened')).toMatchObject({
    number: 1,
    pull_request: {
      number: 1,
      draft: true,
      mergeable: null,
      head: { ref: 'feature', sha: before },
      base: { ref: 'main', sha: await repository.sha('main') },
      url: `${github.url}/repos/acme/shop/pulls/1`,
      html_url: 'https://github.com/acme/shop/pull/1',
    },
    repository: { full_name: 'acme/shop', owner: { login: 'acme' } },
    installation: { id: github.installation('acme') },
    sender: { login: 'acme' },
  });
  expect(payload('synchronize')).toMatchObject({ before, after });
  expect(payload('edited')).toMatchObject({ changes: { base: { ref: { from: 'main' } } } });
  expect(received.at(-1)!.payload).toMatchObject({
    pull_request: { merged: true, merge_commit_sha: merged, state: 'closed' },
  });
});

test('a fork’s push is told as a synchronize only', async () => {
  const repository = await create();
  const fork = await repository.fork('contributor');
  await fork.push('patch', { b: '2\n' });
  const pull = await repository.openPullRequest({ head: 'patch', fork });
  await pull.push({ b: '3\n' });
  expect(received.map(({ event, payload }) => `${event} ${payload.action}`)).toEqual([
    'pull_request opened',
    'pull_request synchronize',
  ]);
  expect(received[1]!.payload).toMatchObject({
    repository: { full_name: 'acme/shop' },
    pull_request: { head: { sha: pull.head, repo: { full_name: 'contributor/shop', fork: true } } },
  });
});

test('a redelivery keeps its id, and an event that the app does not listen to is not sent', async () => {
  const repository = await create();
  await repository.push('feature', { b: '2\n' });
  await github.redeliver(github.deliveries[0]!);
  expect(received.map(({ id }) => id)).toEqual([received[0]!.id, received[0]!.id]);
  expect(await github.deliver('star', { action: 'created' })).toBeUndefined();
  expect(received).toHaveLength(2);
});
