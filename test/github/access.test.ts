import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { appClient, installationClient } from './client.ts';
import type { Permissions } from './permissions.ts';
import { startGitHub, type GitHub } from './start.ts';

const shop = { owner: 'acme', repo: 'shop' };
let github: GitHub;
afterEach(() => github.stop());

async function start(permissions?: Permissions) {
  github = await startGitHub({ checkAnswers: true, ...(permissions ? { permissions } : {}) });
  const files = { a: '1\n' };
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  await github.createRepository({ owner: 'acme', name: 'other', files });
  return { repository, client: await installationClient(github, 'acme') };
}

test('a missing permission is refused in GitHub’s words', async () => {
  const { repository, client } = await start({ metadata: 'read', checks: 'read' });
  const head_sha = await repository.sha('main');
  const run = { ...shop, name: 'x', head_sha };
  await expect(client.rest.checks.create(run)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
  });
  await expect(client.rest.git.getCommit({ ...shop, commit_sha: head_sha })).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-accepted-github-permissions': 'contents=read' } },
  });
  await client.rest.checks.listForRef({ ...shop, ref: head_sha });
  expect(github.violations).toEqual([]);
});

test('the app asks for its installation, and narrows a token', async () => {
  await start();
  const app = await appClient(github);
  const { data: self } = await app.rest.apps.getAuthenticated();
  expect(self).toMatchObject({ slug: 'db-review', permissions: { checks: 'write' } });
  const { data: installation } = await app.rest.apps.getRepoInstallation(shop);
  expect(installation.id).toBe(github.installation('acme'));
  const narrowed = await app.rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    repositories: ['shop'],
    permissions: { contents: 'read' },
  });
  const { token } = narrowed.data;
  const status = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `token ${token}` };
    return (await fetch(`${github.url}${path}`, { ...init, headers })).status;
  };
  expect(await status('/repos/acme/shop/contents/a')).toBe(200);
  expect(await status('/api/v3/repos/acme/shop/contents/a')).toBe(200);
  expect(await status('/repos/acme/other/contents/a')).toBe(404);
  expect(await status('/repos/acme/shop/pulls')).toBe(403);
  await expect(
    app.rest.apps.createInstallationAccessToken({
      installation_id: installation.id,
      permissions: { administration: 'write' },
    }),
  ).rejects.toMatchObject({ status: 422 });
  expect(github.violations).toEqual([]);
});

test('false credentials are refused', async () => {
  await start();
  expect((await fetch(`${github.url}/app`)).status).toBe(401);
  const headers = { authorization: 'token ghs_wrong' };
  expect((await fetch(`${github.url}/repos/acme/shop`, { headers })).status).toBe(401);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const stranger = await appClient(github, privateKey);
  await expect(stranger.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
});

test('who may what in a repository', async () => {
  const { repository, client } = await start();
  repository.collaborators.set('octocat', 'maintain');
  const permission = async (username: string) =>
    (await client.rest.repos.getCollaboratorPermissionLevel({ ...shop, username })).data;
  expect(await permission('octocat')).toMatchObject({ permission: 'write', role_name: 'maintain' });
  expect(await permission('stranger')).toMatchObject({ permission: 'read' });
  expect(await permission('acme')).toMatchObject({ permission: 'admin' });
  expect((await client.rest.repos.get(shop)).data.full_name).toBe('acme/shop');
  expect(github.violations).toEqual([]);
});

test('a request against the description, and one that is not simulated, are noted', async () => {
  const { client } = await start();
  await expect(client.request('GET /repos/acme/shop/pulls?state=merged')).rejects.toMatchObject({
    status: 400,
  });
  await expect(
    client.request('POST /repos/acme/shop/issues/1/comments', { text: 'no body' }),
  ).rejects.toMatchObject({ status: 422 });
  await expect(client.rest.repos.listBranches(shop)).rejects.toMatchObject({ status: 501 });
  expect(github.violations).toEqual([
    expect.stringContaining('must be equal to one of the allowed values'),
    expect.stringContaining("must have required property 'body'"),
    expect.stringContaining('GET /repos/acme/shop/branches is not simulated'),
  ]);
});
