import { afterEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import { git } from './git/git.ts';
import type { Limits } from './limits.ts';
import { startGitHub, type GitHub } from './start.ts';

const shop = { owner: 'acme', repo: 'shop' };
let github: GitHub;

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

type Files = Record<string, string | Uint8Array | null>;

async function opened(before: Files, change: Files, limits: Partial<Limits> = {}) {
  github = await startGitHub({ checkAnswers: true, limits });
  const repository = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: before,
  });
  await repository.push('feature', change);
  const pull = await repository.openPullRequest({ head: 'feature' });
  return { repository, pull, client: await installationClient(github, 'acme') };
}

function many(count: number): Files {
  const numbers = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'));
  return Object.fromEntries(numbers.map((number) => [`files/${number}`, `${number}\n`]));
}

test('files come in pages with Link headers', async () => {
  const { client } = await opened({ a: '' }, many(230));
  const all = { ...shop, pull_number: 1, per_page: 100 };
  const first = await client.rest.pulls.listFiles(all);
  expect(first.data).toHaveLength(100);
  expect(first.headers.link).toContain('page=2>; rel="next"');
  expect(first.headers.link).toContain('page=3>; rel="last"');
  const files = await client.paginate(client.rest.pulls.listFiles, all);
  expect(files.map(({ filename }) => filename)).toEqual(Object.keys(many(230)).toSorted());
  const pages = github.requests.filter(({ operation }) => operation === 'pulls/list-files');
  expect(pages).toHaveLength(4);
});

test('the list of files ends at the limit, a comparison at its own, on its first page', async () => {
  const { client, pull } = await opened({ a: '' }, many(20), { pullFiles: 15, compareFiles: 10 });
  const files = await client.paginate(client.rest.pulls.listFiles, { ...shop, pull_number: 1 });
  expect(files).toHaveLength(15);
  const comparison = { ...shop, basehead: `main...${pull.head}`, per_page: 1 };
  const compare = client.rest.repos.compareCommitsWithBasehead;
  expect((await compare(comparison)).data.files).toHaveLength(10);
  expect((await compare({ ...comparison, page: 2 })).data.files).toBeUndefined();
});

test('renames, removals, binary and large files', async () => {
  const text = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');
  const { client, repository } = await opened(
    { 'old name.sql': text, 'gone.sql': 'x\n', kept: 'x\n' },
    {
      'old name.sql': null,
      'new name.sql': text.replace('line 7\n', 'line seven\n'),
      'gone.sql': null,
      'image.png': Buffer.from([137, 80, 0, 1]),
      'large.sql': 'select 1;\n'.repeat(50),
      'über.sql': 'select 1;\n',
    },
    { patchLines: 45 },
  );
  const { data } = await client.rest.pulls.listFiles({ ...shop, pull_number: 1 });
  const byName = Object.fromEntries(data.map((file) => [file.filename, file]));
  expect(Object.keys(byName).toSorted()).toEqual(
    ['gone.sql', 'image.png', 'large.sql', 'new name.sql', 'über.sql'].toSorted(),
  );
  expect(byName['new name.sql']).toMatchObject({
    status: 'renamed',
    previous_filename: 'old name.sql',
    additions: 1,
    deletions: 1,
    sha: await blob(repository, 'feature:new name.sql'),
  });
  expect(byName['new name.sql']!.patch).toContain('-line 7\n+line seven');
  expect(byName['gone.sql']).toMatchObject({
    status: 'removed',
    patch: '@@ -1 +0,0 @@\n-x',
    sha: await blob(repository, 'main:gone.sql'),
  });
  expect(byName['image.png']).not.toHaveProperty('patch');
  expect(byName['large.sql']).toMatchObject({ additions: 50 });
  expect(byName['large.sql']).not.toHaveProperty('patch');
  expect(byName['über.sql']!.patch).toBe('@@ -0,0 +1 @@\n+select 1;');
});

async function blob({ directory }: { directory: string }, name: string): Promise<string> {
  return (await git(directory, ['rev-parse', name])).trim();
}

test('trees and blobs are read at a commit', async () => {
  const { client, pull } = await opened({ 'a/b.sql': 'b\n' }, { 'a/c/d.sql': 'é\n' });
  const tree = await client.rest.git.getTree({ ...shop, tree_sha: pull.head, recursive: '1' });
  expect(tree.data.truncated).toBe(false);
  expect(tree.data.tree.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'tree a',
    'blob a/b.sql',
    'tree a/c',
    'blob a/c/d.sql',
  ]);
  const file_sha = tree.data.tree[3]!.sha!;
  const { data } = await client.rest.git.getBlob({ ...shop, file_sha });
  expect(data).toMatchObject({ encoding: 'base64', size: 3 });
  expect(Buffer.from(data.content, 'base64').toString()).toBe('é\n');
  const raw = await client.rest.git.getBlob({ ...shop, file_sha, mediaType: { format: 'raw' } });
  expect(raw.data).toBe('é\n');
  const folder = await client.rest.repos.getContent({ ...shop, path: 'a', ref: pull.head });
  expect(folder.data).toMatchObject([
    { type: 'file', path: 'a/b.sql' },
    { type: 'dir', path: 'a/c' },
  ]);
});

test('a tree above the limit is truncated', async () => {
  const { client, pull } = await opened({ a: '' }, many(9), { treeEntries: 5 });
  const { data } = await client.rest.git.getTree({
    ...shop,
    tree_sha: pull.head,
    recursive: '1',
  });
  expect(data.truncated).toBe(true);
  expect(data.tree).toHaveLength(5);
});
