import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import { primaryLimit, secondaryLimit } from './faults.ts';
import type { GitHubRepository } from './repository.ts';
import { startGitHub, type GitHub } from './start.ts';

const shop = { owner: 'acme', repo: 'shop' };
let github: GitHub;
let repository: GitHubRepository;
let client: Awaited<ReturnType<typeof installationClient>>;

beforeEach(async () => {
  github = await startGitHub();
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { a: '1\n' } });
  client = await installationClient(github, 'acme');
});
afterEach(() => github.stop());

async function createRun() {
  const head_sha = await repository.sha('main');
  return client.rest.checks.create({ ...shop, name: 'db-review', head_sha });
}

test('the next requests fail as told, and then no more', async () => {
  github.fail('checks/create', { ...secondaryLimit(7), times: 2 });
  const refused = {
    status: 403,
    message: expect.stringContaining('secondary rate limit'),
    response: { headers: { 'retry-after': '7' } },
  };
  await expect(createRun()).rejects.toMatchObject(refused);
  await expect(createRun()).rejects.toMatchObject(refused);
  expect(repository.checkRuns).toHaveLength(0);
  await createRun();
  expect(repository.checkRuns).toHaveLength(1);
});

test('a fault is matched by method and path, or by a function', async () => {
  github.fail(/^POST \/repos\/acme\/shop\/check-runs$/, primaryLimit(1_800_000_000));
  github.fail(({ body }) => (body as { name?: string })?.name === 'db-review', { status: 500 });
  await expect(createRun()).rejects.toMatchObject({
    response: { headers: { 'x-ratelimit-remaining': '0' } },
  });
  await expect(createRun()).rejects.toMatchObject({ status: 500 });
  await client.rest.repos.get(shop);
});

test('an answer can be lost although the deed is done', async () => {
  github.fail('checks/create', { status: 502, after: true });
  await expect(createRun()).rejects.toMatchObject({ status: 502 });
  expect(repository.checkRuns).toHaveLength(1);
});

test('a connection can be dropped', async () => {
  github.fail('repos/get', { drop: true });
  await expect(client.rest.repos.get(shop)).rejects.toMatchObject({ status: 500 });
  expect(github.requests.at(-1)).toMatchObject({ operation: 'repos/get', status: 0 });
});

test('a request waits until it is released', async () => {
  const held = github.hold('checks/create');
  const answer = createRun();
  await held.reached;
  expect(repository.checkRuns).toHaveLength(0);
  held.release();
  await answer;
  expect(await github.until(() => repository.checkRuns[0])).toMatchObject({ name: 'db-review' });
});

test('requests are counted, but for tokens and what was not modified', async () => {
  const { headers } = await client.rest.repos.get(shop);
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999' });
  const again = client.request('GET /repos/{owner}/{repo}', {
    ...shop,
    headers: { 'if-none-match': headers.etag! },
  });
  await expect(again).rejects.toMatchObject({ status: 304 });
  expect(github.requests.map(({ status, counted }) => [status, counted])).toEqual([
    [201, false],
    [200, true],
    [304, false],
  ]);
});
