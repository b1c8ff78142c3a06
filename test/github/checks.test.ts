import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import type { GitHubRepository } from './repository.ts';
import { startGitHub, type GitHub } from './start.ts';

const shop = { owner: 'acme', repo: 'shop' };
let github: GitHub;
let repository: GitHubRepository;
let client: Awaited<ReturnType<typeof installationClient>>;
let head_sha: string;

beforeEach(async () => {
  github = await startGitHub({ checkAnswers: true });
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { a: '1\n' } });
  client = await installationClient(github, 'acme');
  head_sha = await repository.sha('main');
});

afterEach(() => github.stop());

function annotations(count: number, from = 0) {
  return Array.from({ length: count }, (_, at) => ({
    path: 'a',
    start_line: from + at + 1,
    end_line: from + at + 1,
    annotation_level: 'warning' as const,
    message: 'Look',
  }));
}

function create(output?: object, more: object = {}) {
  return client.rest.checks.create({
    ...shop,
    name: 'db-review',
    head_sha,
    ...(output ? { output: { title: 'Title', summary: 'Summary', ...output } } : {}),
    ...more,
  } as Parameters<typeof client.rest.checks.create>[0]);
}

test('fifty annotations a request, and each update appends', async () => {
  const { data } = await create({ annotations: annotations(50) });
  await client.rest.checks.update({
    ...shop,
    check_run_id: data.id,
    output: { title: 'Title', summary: 'Summary', annotations: annotations(12, 50) },
    conclusion: 'failure',
  });
  expect(repository.checkRuns).toMatchObject([{ conclusion: 'failure', status: 'completed' }]);
  expect(repository.checkRuns[0]!.annotations.map((one) => one.start_line)).toEqual(
    Array.from({ length: 62 }, (_, at) => at + 1),
  );
  const listed = await client.paginate(client.rest.checks.listAnnotations, {
    ...shop,
    check_run_id: data.id,
  });
  expect(listed).toHaveLength(62);
  expect(github.violations).toEqual([]);
});

test('the fifty-first annotation and the 65,536th character are refused, and noted', async () => {
  await expect(create({ annotations: annotations(51) })).rejects.toMatchObject({ status: 422 });
  await expect(create({ summary: 'x'.repeat(65_536) })).rejects.toMatchObject({ status: 422 });
  await expect(create({ text: 'x'.repeat(65_536) })).rejects.toMatchObject({ status: 422 });
  expect(github.violations).toEqual([
    expect.stringContaining('must NOT have more than 50 items'),
    expect.stringContaining('must NOT have more than 65535 characters'),
    expect.stringContaining('must NOT have more than 65535 characters'),
  ]);
  expect(repository.checkRuns).toEqual([]);
  await create({ summary: 'x'.repeat(65_535) });
});

test.each([
  ['columns over several lines', { start_line: 1, end_line: 2, start_column: 1 }],
  ['an end before the start', { start_line: 2, end_line: 1 }],
  ['a line zero', { start_line: 0, end_line: 1 }],
  ['a long title', { title: 'x'.repeat(256) }],
  ['a long message', { message: 'é'.repeat(33_000) }],
  ['long details', { raw_details: 'x'.repeat(65_537) }],
])('an annotation with %s is refused', async (_, wrong) => {
  const [annotation] = annotations(1);
  await expect(create({ annotations: [{ ...annotation, ...wrong }] })).rejects.toMatchObject({
    status: 422,
  });
});

test('a completed run needs a conclusion', async () => {
  await expect(create(undefined, { status: 'completed' })).rejects.toMatchObject({ status: 422 });
  const { data } = await create(undefined, { conclusion: 'neutral' });
  expect(data).toMatchObject({ status: 'completed', conclusion: 'neutral' });
});

test('the latest run of a name is found by name and app', async () => {
  await create();
  const { data } = await create();
  await create(undefined, { name: 'another' });
  const wanted = { ...shop, ref: head_sha, check_name: 'db-review', app_id: github.app.id };
  const latest = await client.rest.checks.listForRef(wanted);
  expect(latest.data.check_runs.map(({ id }) => id)).toEqual([data.id]);
  const all = await client.rest.checks.listForRef({ ...wanted, filter: 'all' });
  expect(all.data.total_count).toBe(2);
  expect(github.violations).toEqual([]);
});
