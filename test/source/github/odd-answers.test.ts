import { expect, test } from '@jest/globals';
import nock from 'nock';
import { GitHubError } from '../../../src/source/github/error.ts';
import {
  answerComparison,
  answerPull,
  answerTexts,
  answerTree,
  api,
  folder,
  head,
  mergeBase,
  oidOf,
  read,
  repository,
} from './scripted.ts';
import { useNock } from '../../use-nock.ts';

useNock();

const journal = { filename: 'db/meta/_journal.json', status: 'modified' };

async function failureOf(promise: Promise<unknown>): Promise<GitHubError> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GitHubError);
  return error as GitHubError;
}

test.each([
  [404, {}, 'Not Found', 'gone', null],
  [403, {}, 'Resource not accessible by integration', 'forbidden', null],
  [403, { 'retry-after': '17' }, 'You have exceeded a secondary rate limit.', 'rate-limited', 17],
  [403, {}, 'You have exceeded a secondary rate limit.', 'rate-limited', 60],
  [429, {}, 'Too many requests', 'rate-limited', 60],
  [502, {}, 'Server Error', 'unavailable', null],
] as const)('status %i %o says why: %s', async (status, headers, message, reason, retryAfter) => {
  nock(api).get(`${repository}/pulls/7`).reply(status, { message }, headers);
  const error = await failureOf(read());
  expect(error).toMatchObject({ reason, retryAfter });
  expect(error.message).toContain('Pull request #7 of octo/shop');
  expect(error.message).toContain(message);
});

test('a used up hour says when it ends', async () => {
  const reset = String(Math.ceil(Date.now() / 1000) + 600);
  nock(api)
    .get(`${repository}/pulls/7`)
    .reply(403, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
  const { reason, retryAfter } = await failureOf(read());
  expect(reason).toBe('rate-limited');
  expect(retryAfter).toBeGreaterThan(590);
  expect(retryAfter).toBeLessThanOrEqual(601);
});

test('a broken connection', async () => {
  nock(api).get(`${repository}/pulls/7`).replyWithError('socket hang up');
  expect(await failureOf(read())).toMatchObject({ reason: 'unavailable' });
});

test.each([
  ['RATE_LIMITED', 'rate-limited'],
  ['NOT_FOUND', 'gone'],
  [undefined, 'unavailable'],
])('a GraphQL error of type %s is %s', async (type, reason) => {
  answerPull();
  answerComparison([]);
  answerTree(mergeBase, [{ path: 'a.sql', sha: oidOf('a') }]);
  answerTree(head, []);
  const change = await read();
  nock(api)
    .post('/graphql')
    .reply(200, { data: null, errors: [{ type, message: 'Something went wrong' }] });
  expect(await failureOf(change.read('base', ['a.sql']))).toMatchObject({ reason });
});

test('no common ancestor: everything of head is added, and there is no merge base', async () => {
  answerPull();
  nock(api)
    .get(`${repository}/compare/main...${head}`)
    .query(true)
    .reply(404, { message: `No common ancestor between main and ${head}.` });
  answerTree(mergeBase, [{ path: 'a.sql', sha: oidOf('a') }]);
  answerTree(head, [{ path: 'a.sql', sha: oidOf('b') }]);
  const change = await read();
  expect(change).toMatchObject({ mergeBase: null, base: mergeBase, head });
  expect(change.files).toEqual([{ path: 'a.sql', previousPath: null, status: 'added' }]);
  expect([...change.conflicts]).toEqual(['a.sql']);
  expect(await change.list('mergeBase')).toEqual([]);
});

test('a branch that was deleted is compared at its last commit', async () => {
  answerPull();
  nock(api).get(`${repository}/compare/main...${head}`).query(true).reply(404, {});
  const commits = { base_commit: { sha: mergeBase }, merge_base_commit: { sha: mergeBase } };
  nock(api)
    .get(`${repository}/compare/${mergeBase}...${head}`)
    .query(true)
    .reply(200, { ...commits, files: [] });
  answerTree(mergeBase, []);
  answerTree(head, []);
  expect((await read()).base).toBe(mergeBase);
});

test('symbolic links and submodules are no files', async () => {
  answerPull();
  answerComparison([]);
  answerTree(mergeBase, []);
  answerTree(head, [
    folder('db', '1'.repeat(40)),
    { path: 'db/a.sql', sha: oidOf('a'), mode: '100755' },
    { path: 'db/link.sql', sha: oidOf('a.sql'), mode: '120000' },
    { path: 'vendor', sha: '2'.repeat(40), mode: '160000', type: 'commit' },
  ]);
  const change = await read();
  expect(await change.list('head')).toEqual([{ path: 'db/a.sql', oid: oidOf('a') }]);
});

test('a tree that GitHub cuts: the folders of changed files are listed, in all trees alike', async () => {
  answerPull();
  answerComparison([{ ...journal, filename: 'apps/db/meta/_journal.json' }]);
  const [old, changed] = [oidOf('old'), oidOf('changed')];
  const other = { path: 'other/big.txt', sha: oidOf('big') };
  const journalOf = (sha: string) => ({ path: 'db/meta/_journal.json', sha });
  answerTree(mergeBase, [{ path: 'apps/db/meta/_journal.json', sha: old }, other]);
  answerTree(head, [other], { truncated: true });
  answerTree(
    head,
    [folder('apps', '1'.repeat(40)), folder('other', '2'.repeat(40)), { path: 'x.ts', sha: old }],
    { recursive: false },
  );
  answerTree('1'.repeat(40), [journalOf(changed)]);
  const change = await read();
  expect((await change.list('mergeBase')).map(({ path }) => path)).toEqual([
    'apps/db/meta/_journal.json',
  ]);
  expect(change.files).toEqual([
    { path: 'apps/db/meta/_journal.json', previousPath: null, status: 'modified' },
    { path: 'x.ts', previousPath: null, status: 'added' },
  ]);
  expect(change.requests).toBe(6);
});

test('more changed files than GitHub compares: found from the trees, with those that only moved', async () => {
  const count = 400;
  const items = (from: string) =>
    Array.from({ length: count }, (_, n) => ({ path: `${from}/${n}.sql`, sha: oidOf(String(n)) }));
  answerPull();
  answerComparison(
    items('new')
      .slice(0, 300)
      .map(({ path }) => ({ filename: path, status: 'added' })),
  );
  answerTree(mergeBase, items('old'));
  answerTree(head, items('new'));
  const { files } = await read();
  expect(files).toHaveLength(count);
  expect(files).toContainEqual({
    path: 'new/399.sql',
    previousPath: 'old/399.sql',
    status: 'renamed',
  });
});

test('a text that is not what its id stands for is read again, by its bytes', async () => {
  const latin1 = Buffer.from("SELECT 'é';\n", 'latin1');
  const files = ['SELECT 1;\n', "SELECT 'cut short';\n", latin1].map((content, index) => ({
    path: `db/${index}.sql`,
    sha: oidOf(content),
    content: Buffer.from(content),
  }));
  answerPull();
  answerComparison([]);
  answerTree(mergeBase, files);
  answerTree(head, files);
  const change = await read();
  answerTexts(['SELECT 1;\n', "SELECT 'cut", "SELECT 'é';\n"]);
  for (const { sha, content } of files.slice(1)) {
    nock(api)
      .get(`${repository}/git/blobs/${sha}`)
      .reply(200, { encoding: 'base64', content: content.toString('base64') });
  }
  const contents = await change.read('head', ['db/0.sql', 'db/1.sql', 'db/2.sql', 'none.sql']);
  expect([...contents.values()].map(({ text, problem }) => [text, problem])).toEqual([
    ['SELECT 1;\n', null],
    ["SELECT 'cut short';\n", null],
    ["SELECT '\uFFFD';\n", 'not-utf8'],
  ]);
});

test('a file over the limit is never asked for', async () => {
  const large = { path: 'db/large.sql', sha: oidOf('large'), size: 21 * 1024 * 1024 };
  answerPull();
  answerComparison([]);
  answerTree(mergeBase, []);
  answerTree(head, [large]);
  const change = await read();
  expect((await change.read('head', [large.path])).get(large.path)).toEqual({
    oid: large.sha,
    size: large.size,
    text: null,
    problem: 'too-large',
  });
});

test('of many large files only so many are read as the process can hold', async () => {
  const files = ['0', '1', '2', '3', '4'].map((content) => ({
    path: `db/${content}.sql`,
    sha: oidOf(content),
    size: 19 * 1024 * 1024,
  }));
  answerPull();
  answerComparison([]);
  answerTree(mergeBase, []);
  answerTree(head, files);
  const change = await read();
  for (const { sha } of files.slice(0, 3)) {
    nock(api)
      .get(`${repository}/git/blobs/${sha}`)
      .reply(200, { encoding: 'base64', content: Buffer.from('text').toString('base64') });
  }
  const contents = await change.read(
    'head',
    files.map(({ path }) => path),
  );
  const problems = [...contents.values()].map(({ problem }) => problem);
  expect(problems).toEqual([null, null, null, 'too-large', 'too-large']);
});

test('a review that was cancelled asks no more', async () => {
  const stop = new AbortController();
  answerPull();
  nock(api)
    .get(`${repository}/compare/main...${head}`)
    .query(true)
    .reply(200, () => {
      stop.abort(new Error('A newer push arrived'));
      const commits = { base_commit: { sha: mergeBase }, merge_base_commit: { sha: mergeBase } };
      return { ...commits, files: [] };
    });
  await expect(read({ signal: stop.signal })).rejects.toThrow('A newer push arrived');
});
