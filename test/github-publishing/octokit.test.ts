import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { createOctokitClass } from '../../src/github/octokit.ts';
import { useNock } from '../use-nock.ts';

useNock();

const repository = '/repos/acme/shop';
const secondary = { message: 'You have exceeded a secondary rate limit.' };

function octokit() {
  const log = {
    debug() {},
    info() {},
    warn: (message: string) => warnings.push(message),
    error() {},
  };
  const Octokit = createOctokitClass({ throttle: { retryAfterBaseValue: 0 } });
  return new Octokit({ auth: { token: 'token' }, log });
}
let warnings: string[] = [];
afterEach(() => {
  warnings = [];
});

test('a secondary rate limit is waited out', async () => {
  nock('https://api.github.com').get(repository).reply(403, secondary, { 'retry-after': '7' });
  nock('https://api.github.com').get(repository).reply(200, { id: 1 });
  const { data } = await octokit().rest.repos.get({ owner: 'acme', repo: 'shop' });
  expect(data.id).toBe(1);
  expect(warnings).toEqual([expect.stringMatching(/Secondary rate limit .*: again in 7 s/)]);
});

test('a limit that lasts long is given up at once', async () => {
  nock('https://api.github.com').get(repository).reply(403, secondary, { 'retry-after': '3600' });
  const request = octokit().rest.repos.get({ owner: 'acme', repo: 'shop' });
  await expect(request).rejects.toMatchObject({ status: 403 });
});

test("the version of GitHub's API is pinned", async () => {
  nock('https://api.github.com', { reqheaders: { 'x-github-api-version': '2022-11-28' } })
    .get(repository)
    .reply(200, { id: 1 });
  await octokit().rest.repos.get({ owner: 'acme', repo: 'shop' });
});
