import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { completeCheckRun, openCheckRun, type CheckRunOutput } from '../../src/github/check-run.ts';
import type { Target } from '../../src/github/target.ts';
import type { GitHubRepository } from '../github/repository.ts';
import { startGitHub, type GitHub } from '../github/start.ts';
import { signIn } from './installation.ts';

let github: GitHub;
let repository: GitHubRepository;
let target: Target;

beforeEach(async () => {
  github = await startGitHub();
  const files = { 'README.md': 'shop\n' };
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  const head = await repository.sha('main');
  const buttons = [{ label: 'Again', description: 'Once more', identifier: 'again' }];
  target = { owner: 'acme', repo: 'shop', head, externalId: `pr:7@${head}`, buttons };
});

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const words = { title: 'Title', summary: 'Summary' };

function output(count: number): CheckRunOutput {
  const annotations = Array.from({ length: count }, (_, index) => ({
    path: 'README.md',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'warning' as const,
    message: `Message ${index}`,
  }));
  return { ...words, text: 'Text', annotations };
}

function requests(operation: string) {
  return github.requests.filter((request) => request.operation === operation);
}

function neverLost(): void {
  throw new Error('annotations were lost');
}

function unseen(): void {
  throw new Error('the runs were not listed');
}

test('goes through its states, and names the pull request that a fork hides', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  const [run] = repository.checkRuns;
  expect(run).toMatchObject({
    id,
    name: 'db-review',
    status: 'in_progress',
    headSha: target.head,
    externalId: `pr:7@${target.head}`,
    title: 'Title',
  });
  await completeCheckRun(installation, target, id, 'failure', output(1), neverLost);
  expect(run).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
    text: 'Text',
    actions: target.buttons,
  });
});

test('annotations go 50 at a time, in their order', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  await completeCheckRun(installation, target, id, 'success', output(120), neverLost);
  const messages = repository.checkRuns[0]?.annotations.map(({ message }) => message);
  expect(messages).toEqual(output(120).annotations.map(({ message }) => message));
  expect(requests('checks/update')).toHaveLength(3);
});

test('a run of this pull request that was left open is taken up, a completed one is not', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  const other = await openCheckRun(installation, { ...target, externalId: 'pr:8' }, words, unseen);
  expect(other).not.toBe(id);
  expect(await openCheckRun(installation, target, words, unseen)).toBe(id);
  await completeCheckRun(installation, target, id, 'success', output(0), neverLost);
  expect(await openCheckRun(installation, target, words, unseen)).not.toBe(id);
});

test.each([
  ['an answer that was lost', { status: 502, after: true }],
  ['a broken connection', { drop: true, after: true }],
])('%s makes no second check run', async (_, fault) => {
  const installation = await signIn(github, 'acme');
  github.fail('checks/create', fault);
  const id = await openCheckRun(installation, target, words, unseen);
  expect(repository.checkRuns.map((run) => run.id)).toEqual([id]);
  expect(installation.waits).toEqual([1000]);
});

test('a request that did not arrive is sent again', async () => {
  const installation = await signIn(github, 'acme');
  github.fail('checks/create', { status: 503, times: 2 });
  await openCheckRun(installation, target, words, unseen);
  expect(repository.checkRuns).toHaveLength(1);
  expect(installation.waits).toEqual([1000, 4000]);
});

test('what GitHub refuses is not sent again', async () => {
  const installation = await signIn(github, 'acme');
  github.fail('checks/create', { status: 422 });
  await expect(openCheckRun(installation, target, words, unseen)).rejects.toMatchObject({
    status: 422,
  });
  expect(requests('checks/create')).toHaveLength(1);
});

test('annotations are not doubled when an answer is lost', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  github.fail('checks/update', { status: 502, after: true, times: 2 });
  await completeCheckRun(installation, target, id, 'success', output(80), neverLost);
  expect(repository.checkRuns[0]?.annotations).toHaveLength(80);
});

test('the conclusion stands when later annotations are refused', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  github.fail(isLaterAnnotations, { status: 403 });
  const lost: number[] = [];
  await completeCheckRun(installation, target, id, 'failure', output(120), (count) =>
    lost.push(count),
  );
  expect(repository.checkRuns[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(lost).toEqual([70]);
});

test('the conclusion stands when the annotations are refused, and they are counted', async () => {
  const installation = await signIn(github, 'acme');
  const id = await openCheckRun(installation, target, words, unseen);
  github.fail('checks/update', { status: 422 });
  const lost: number[] = [];
  await completeCheckRun(installation, target, id, 'failure', output(60), (count) =>
    lost.push(count),
  );
  expect(repository.checkRuns).toMatchObject([
    { status: 'completed', conclusion: 'failure', title: 'Title', annotations: [] },
  ]);
  expect(lost).toEqual([60]);
});

test('a new run is made when GitHub does not list the ones that are there', async () => {
  const installation = await signIn(github, 'acme');
  github.fail('checks/list-for-ref', { status: 403 });
  const errors: unknown[] = [];
  const id = await openCheckRun(installation, target, words, (error) => errors.push(error));
  expect(repository.checkRuns).toMatchObject([{ id, status: 'in_progress' }]);
  expect(errors).toMatchObject([{ status: 403 }]);
});

function isLaterAnnotations({ operation, body }: { operation: string | undefined; body: unknown }) {
  return operation === 'checks/update' && !(body as { conclusion?: string }).conclusion;
}
