import { afterEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import { startGitHub, type GitHub } from './start.ts';

let github: GitHub;
afterEach(() => github.stop());

async function start(files: Record<string, string | Uint8Array>, permissions?: object) {
  github = await startGitHub(permissions ? { permissions: { ...permissions } } : {});
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  return { repository, client: await installationClient(github, 'acme') };
}

const folder = `query ($expression: String!) {
  repository(owner: "acme", name: "shop") {
    object(expression: $expression) {
      ... on Tree { entries { name path type oid object {
        ... on Blob { byteSize isBinary isTruncated text }
        ... on Tree { entries { path } }
      } } }
    }
  }
}`;

interface Folder {
  repository: { object: { entries: { name: string; object: Record<string, unknown> }[] } | null };
}

test('a folder comes with its blobs in one request, long text cut at 512,000 bytes', async () => {
  // The cut goes through the last character's two bytes.
  const long = `x${'é'.repeat(256_000)}`;
  const { repository, client } = await start({
    'db/1.sql': '﻿select 1;\r\n',
    'db/long.sql': long,
    'db/exact.sql': 'x'.repeat(512_000),
    'db/binary': Buffer.from([0, 1, 2]),
    'db/meta/_journal.json': '{}',
    'other/2.sql': '',
  });
  const sha = await repository.sha('main');
  const data = await client.graphql<Folder>(folder, { expression: `${sha}:db` });
  const entries = Object.fromEntries(
    data.repository.object!.entries.map((entry) => [entry.name, entry]),
  );
  expect(entries['1.sql']!.object).toEqual({
    byteSize: 14,
    isBinary: false,
    isTruncated: false,
    text: '﻿select 1;\r\n',
  });
  expect(entries['long.sql']!.object).toMatchObject({ byteSize: 512_001, isTruncated: true });
  expect(entries['long.sql']!.object.text).toBe(`x${'é'.repeat(255_999)}`);
  expect(entries['exact.sql']!.object).toMatchObject({ isTruncated: false });
  expect(entries['binary']!.object).toMatchObject({ isBinary: true, text: null });
  expect(entries['meta']).toMatchObject({
    type: 'tree',
    object: { entries: [{ path: 'db/meta/_journal.json' }] },
  });
  const none = await client.graphql<Folder>(folder, { expression: `${sha}:none` });
  expect(none.repository.object).toBeNull();
  expect(github.violations).toEqual([]);
});

test('blobs by their ids, commits with parents, and a pull request', async () => {
  const { repository, client } = await start({ a: '1\n' });
  const head = await repository.push('feature', { b: '2\n' });
  await repository.openPullRequest({ head: 'feature' });
  const base = await repository.push('main', { c: '3\n' });
  const query = `{ repository(owner: "acme", name: "shop") {
    commit: object(oid: "${head}") { oid ... on Commit {
      message parents(first: 2) { totalCount nodes { oid } } tree { oid entries { oid object { ... on Blob { text } } } }
    } }
    pullRequest(number: 1) {
      baseRefName baseRefOid headRefOid state isCrossRepository mergeable potentialMergeCommit { oid }
      baseRef { target { oid } } files(first: 10) { nodes { path changeType } }
    }
  } rateLimit { cost remaining } }`;
  interface Result {
    repository: { commit: { parents: unknown }; pullRequest: Record<string, unknown> };
  }
  const first = await client.graphql<Result>(query);
  const parent = await repository.sha('main~1');
  expect(first.repository.commit).toMatchObject({
    oid: head,
    message: 'Change feature',
    parents: { totalCount: 1, nodes: [{ oid: parent }] },
    tree: { entries: [{ object: { text: '1\n' } }, { object: { text: '2\n' } }] },
  });
  expect(first.repository.pullRequest).toMatchObject({
    baseRefName: 'main',
    baseRefOid: parent,
    headRefOid: head,
    baseRef: { target: { oid: base } },
    mergeable: 'UNKNOWN',
    potentialMergeCommit: null,
    files: { nodes: [{ path: 'b', changeType: 'ADDED' }] },
  });
  const second = await client.graphql<Result>(query);
  expect(second.repository.pullRequest).toMatchObject({
    mergeable: 'MERGEABLE',
    potentialMergeCommit: { oid: await repository.sha('refs/pull/1/merge') },
  });
  expect(github.violations).toEqual([]);
});

test('refusals are errors with GitHub’s types', async () => {
  const { client } = await start({ a: '1\n' }, { metadata: 'read' });
  await expect(
    client.graphql('{ repository(owner: "acme", name: "none") { id } }'),
  ).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND', path: ['repository'] }] });
  await expect(client.graphql(folder, { expression: 'main:' })).rejects.toMatchObject({
    errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
  });
  expect(github.violations).toEqual([]);
});

test('a query that GitHub’s schema refuses, and a field that is not simulated, are noted', async () => {
  const { client } = await start({ a: '1\n' });
  await expect(
    client.graphql('{ repository(owner: "acme", name: "shop") { nonsense } }'),
  ).rejects.toThrow('Cannot query field "nonsense" on type "Repository"');
  await expect(
    client.graphql('{ repository(owner: "acme", name: "shop") { stargazerCount } }'),
  ).rejects.toThrow('Repository.stargazerCount is not simulated');
  expect(github.violations).toHaveLength(2);
});
