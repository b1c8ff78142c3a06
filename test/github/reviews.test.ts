import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import type { PullRequest } from './pull.ts';
import { startGitHub, type GitHub } from './start.ts';

const review = { owner: 'acme', repo: 'shop', pull_number: 1, event: 'COMMENT' as const };
const before = Array.from({ length: 30 }, (_, at) => `line ${at + 1}\n`).join('');
let github: GitHub;
let pull: PullRequest;
let client: Awaited<ReturnType<typeof installationClient>>;

beforeEach(async () => {
  github = await startGitHub({ checkAnswers: true });
  const files = { a: before, untouched: 'x\n' };
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  // Two hunks: lines 2 to 8 and 22 to 28 are shown.
  const after = before.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');
  await repository.push('feature', { a: after });
  pull = await repository.openPullRequest({ head: 'feature' });
  client = await installationClient(github, 'acme');
});

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

test.each([
  { line: 5 },
  { line: 2 },
  { line: 8, start_line: 2 },
  { line: 28 },
  { line: 5, side: 'LEFT' },
  { line: 5, start_line: 5, start_side: 'LEFT' },
])('a comment on shown lines is posted: %j', async (place) => {
  const comments = [{ path: 'a', body: 'Here', ...place }];
  await client.rest.pulls.createReview({ ...review, body: 'See', comments });
  expect(pull.reviews).toMatchObject([{ commit: pull.head, comments: [place] }]);
});

test.each([
  { path: 'a', line: 1 },
  { path: 'a', line: 9 },
  { path: 'a', line: 15 },
  { path: 'a', line: 24, start_line: 5 },
  { path: 'a', line: 5, start_line: 5 },
  { path: 'a', line: 5, start_line: 6 },
  { path: 'untouched', line: 1 },
  { path: 'none', line: 1 },
])('one comment outside the diff refuses the whole review: %j', async (place) => {
  const comments = [
    { path: 'a', line: 5, body: 'Right' },
    { body: 'Wrong', ...place },
  ];
  await expect(
    client.rest.pulls.createReview({ ...review, body: 'See', comments }),
  ).rejects.toMatchObject({ status: 422, message: expect.stringContaining('Unprocessable') });
  expect(pull.reviews).toEqual([]);
});

test('a review needs a body that is not too long', async () => {
  const post = (body?: string) =>
    client.rest.pulls.createReview({ ...review, ...(body === undefined ? {} : { body }) });
  await expect(post()).rejects.toMatchObject({ status: 422 });
  await expect(post('x'.repeat(65_537))).rejects.toMatchObject({ status: 422 });
  const { data } = await post('x'.repeat(65_536));
  const edit = { ...review, review_id: data.id, body: 'x'.repeat(65_537) };
  await expect(client.rest.pulls.updateReview(edit)).rejects.toMatchObject({ status: 422 });
});

test('a comment that is too long is refused', async () => {
  const body = 'x'.repeat(65_537);
  await expect(
    client.rest.issues.createComment({ owner: 'acme', repo: 'shop', issue_number: 1, body }),
  ).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Body is too long (maximum is 65536 characters)'),
  });
  expect(pull.comments).toEqual([]);
});
