import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { publishSummary, type Summary } from '../../src/github/summary-review.ts';
import type { PullRequestTarget } from '../../src/github/target.ts';
import type { PullRequest } from '../github/pull.ts';
import { startGitHub, type GitHub } from '../github/start.ts';
import { signIn } from './installation.ts';

let github: GitHub;
let pull: PullRequest;
let target: PullRequestTarget;

beforeEach(async () => {
  github = await startGitHub();
  const files = { 'README.md': 'shop\n' };
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  await repository.push('change', { 'README.md': 'changed\n' });
  pull = await repository.openPullRequest({ head: 'change' });
  target = { owner: 'acme', repo: 'shop', number: pull.number, head: pull.head };
});

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

function summary(body: string | null, create = true): Summary {
  return {
    isSummary: (text) => text.endsWith('<!-- marker -->'),
    render: () => (body === null ? null : `${body}\n\n<!-- marker -->`),
    create,
  };
}

function writes() {
  return github.requests.filter(({ operation }) => /pulls\/(create|update)/.test(operation ?? ''));
}

test('is made once and then edited in place', async () => {
  const installation = await signIn(github, 'acme');
  expect(await publishSummary(installation, target, summary('one'))).toBe('created');
  expect(await publishSummary(installation, target, summary('two'))).toBe('edited');
  expect(await publishSummary(installation, target, summary('two'))).toBe('unchanged');
  expect(pull.reviews).toMatchObject([
    { state: 'COMMENTED', author: 'db-review[bot]', body: 'two\n\n<!-- marker -->' },
  ]);
  expect(writes()).toHaveLength(2);
});

test('is not made where nothing is to be said, or where it must not', async () => {
  const installation = await signIn(github, 'acme');
  expect(await publishSummary(installation, target, summary(null))).toBe('absent');
  expect(await publishSummary(installation, target, summary('one', false))).toBe('absent');
  expect(writes()).toEqual([]);
});

test('is rendered from the one that stands, and kept true even where none may be made', async () => {
  const installation = await signIn(github, 'acme');
  await publishSummary(installation, target, summary('one'));
  const next = { ...summary('', false), render: (previous?: string) => `after ${previous}` };
  expect(await publishSummary(installation, target, next)).toBe('edited');
  expect(pull.reviews[0]?.body).toBe('after one\n\n<!-- marker -->');
});

test("somebody else's review with the marker is left alone", async () => {
  const installation = await signIn(github, 'acme');
  const forged = { ...pull.reviews[0]!, ...forgedReview('mallory') };
  (pull.reviews as unknown[]).push(forged);
  expect(await publishSummary(installation, target, summary('one'))).toBe('created');
  expect(forged.body).toBe('forged\n\n<!-- marker -->');
});

test('is found behind a hundred other reviews', async () => {
  const installation = await signIn(github, 'acme');
  const others = Array.from({ length: 120 }, () => forgedReview('mallory'));
  (pull.reviews as unknown[]).push(...others);
  await publishSummary(installation, target, summary('one'));
  expect(await publishSummary(installation, target, summary('two'))).toBe('edited');
});

test('a lost answer makes no second one', async () => {
  const installation = await signIn(github, 'acme');
  github.fail('pulls/create-review', { status: 502, after: true });
  expect(await publishSummary(installation, target, summary('one'))).toBe('created');
  expect(pull.reviews).toHaveLength(1);
});

let nextId = 100_000;
function forgedReview(author: string) {
  const submittedAt = '2026-01-01T00:00:00Z';
  const body = 'forged\n\n<!-- marker -->';
  const commit = target.head;
  return { id: nextId++, author, commit, submittedAt, state: 'COMMENTED', body, comments: [] };
}
