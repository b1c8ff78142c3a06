import { afterEach, expect, test } from '@jest/globals';
import { installationClient } from './client.ts';
import { startGitHub, type GitHub } from './start.ts';

const shop = { owner: 'acme', repo: 'shop' };
let github: GitHub;

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

async function start(files: Record<string, string>) {
  github = await startGitHub({ checkAnswers: true });
  const repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  return { repository, client: await installationClient(github, 'acme') };
}

test('a pull request is read, checked and reviewed', async () => {
  const { repository, client } = await start({ 'a.sql': 'select 1;\n' });
  const base = await repository.sha('main');
  await repository.push('feature', { 'a.sql': 'select 1;\nselect 2;\n', 'b.sql': 'select 3;\n' });
  const pull = await repository.openPullRequest({ head: 'feature', title: 'Two more' });

  const { data } = await client.rest.pulls.get({ ...shop, pull_number: 1 });
  expect(data).toMatchObject({
    number: 1,
    title: 'Two more',
    state: 'open',
    head: { ref: 'feature', sha: pull.head, repo: { full_name: 'acme/shop' } },
    base: { ref: 'main', sha: base, repo: { full_name: 'acme/shop', default_branch: 'main' } },
    changed_files: 2,
    additions: 2,
    deletions: 0,
    commits: 1,
  });

  const comparison = await client.rest.repos.compareCommitsWithBasehead({
    ...shop,
    basehead: `main...${pull.head}`,
  });
  expect(comparison.data).toMatchObject({
    status: 'ahead',
    base_commit: { sha: base },
    merge_base_commit: { sha: base },
    commits: [{ sha: pull.head, commit: { message: 'Change feature' } }],
    files: [{ filename: 'a.sql' }, { filename: 'b.sql', patch: '@@ -0,0 +1 @@\n+select 3;' }],
  });

  const run = await client.rest.checks.create({
    ...shop,
    name: 'db-review',
    head_sha: pull.head,
    status: 'in_progress',
  });
  expect(run.data).toMatchObject({ conclusion: null, pull_requests: [{ number: 1 }] });
  const check_run_id = run.data.id;
  await client.rest.checks.update({ ...shop, check_run_id, conclusion: 'success' });
  const runs = await client.rest.checks.listForRef({ ...shop, ref: pull.head });
  expect(runs.data.check_runs).toMatchObject([{ status: 'completed', conclusion: 'success' }]);

  const review = await client.rest.pulls.createReview({
    ...shop,
    pull_number: 1,
    event: 'COMMENT',
    body: 'One thing',
    comments: [{ path: 'a.sql', line: 2, side: 'RIGHT', body: 'Why?' }],
  });
  const review_id = review.data.id;
  await client.rest.pulls.updateReview({ ...shop, pull_number: 1, review_id, body: 'Nothing' });
  const reviews = await client.rest.pulls.listReviews({ ...shop, pull_number: 1 });
  expect(reviews.data).toMatchObject([
    { state: 'COMMENTED', body: 'Nothing', user: { login: 'db-review[bot]', type: 'Bot' } },
  ]);
  const threads = await client.rest.pulls.listReviewComments({ ...shop, pull_number: 1 });
  expect(threads.data).toMatchObject([{ path: 'a.sql', line: 2, body: 'Why?' }]);

  const comment = await client.rest.issues.createComment({ ...shop, issue_number: 1, body: 'Hi' });
  await client.rest.issues.updateComment({ ...shop, comment_id: comment.data.id, body: 'Ho' });
  const comments = await client.rest.issues.listComments({ ...shop, issue_number: 1 });
  expect(comments.data).toMatchObject([{ body: 'Ho' }]);
  expect(pull.reviews).toMatchObject([{ body: 'Nothing', comments: [{ path: 'a.sql' }] }]);
});

test('mergeable is null at the first read, and the test merge has base and head as parents', async () => {
  const { repository, client } = await start({ a: '1\n' });
  await repository.push('feature', { b: '2\n' });
  const pull = await repository.openPullRequest({ head: 'feature' });
  const read = async () => (await client.rest.pulls.get({ ...shop, pull_number: 1 })).data;

  expect(await read()).toMatchObject({ mergeable: null, merge_commit_sha: null });
  const merged = await read();
  expect(merged.mergeable).toBe(true);
  const first = merged.merge_commit_sha!;
  const commit = await client.rest.git.getCommit({ ...shop, commit_sha: first });
  const base = await repository.sha('main');
  expect(commit.data.parents.map(({ sha }) => sha)).toEqual([base, pull.head]);
  expect(await repository.sha('refs/pull/1/merge')).toBe(first);

  // A push to base leaves the old merge and the old base.sha in place until GitHub has caught up.
  const tip = await repository.push('main', { c: '3\n' });
  expect(await read()).toMatchObject({
    mergeable: null,
    merge_commit_sha: first,
    base: { sha: base },
  });
  const again = await read();
  const parents = await client.rest.git.getCommit({ ...shop, commit_sha: again.merge_commit_sha! });
  expect(parents.data.parents.map(({ sha }) => sha)).toEqual([tip, pull.head]);
});

test('a conflict is not mergeable and has no test merge', async () => {
  const { repository, client } = await start({ a: '1\n' });
  await repository.push('feature', { a: '2\n' });
  await repository.push('main', { a: '3\n' });
  await repository.openPullRequest({ head: 'feature' });
  await client.rest.pulls.get({ ...shop, pull_number: 1 });
  const { data } = await client.rest.pulls.get({ ...shop, pull_number: 1 });
  expect(data).toMatchObject({
    mergeable: false,
    mergeable_state: 'dirty',
    merge_commit_sha: null,
  });
});

test("a fork's head is readable through the base repository only", async () => {
  const { repository, client } = await start({ a: '1\n' });
  const fork = await repository.fork('contributor');
  await fork.push('patch', { 'b.sql': 'select 1;\n' });
  const pull = await repository.openPullRequest({ head: 'patch', fork });
  await pull.push({ 'b.sql': 'select 2;\n' });

  const content = await client.rest.repos.getContent({
    ...shop,
    path: 'b.sql',
    ref: pull.head,
    mediaType: { format: 'raw' },
  });
  expect(content.data).toBe('select 2;\n');
  const { data } = await client.rest.pulls.get({ ...shop, pull_number: 1 });
  expect(data.head).toMatchObject({ sha: pull.head, repo: { full_name: 'contributor/shop' } });
  await expect(
    client.rest.git.getCommit({ owner: 'contributor', repo: 'shop', commit_sha: pull.head }),
  ).rejects.toMatchObject({ status: 404 });
  const run = await client.rest.checks.create({ ...shop, name: 'x', head_sha: pull.head });
  expect(run.data.pull_requests).toEqual([]);
});

test('what is unknown answers as GitHub does', async () => {
  const { repository, client } = await start({ a: '1\n' });
  const sha = '0123456789012345678901234567890123456789';
  const status = async (request: Promise<unknown>) =>
    request.then(
      () => 200,
      (error: { status: number }) => error.status,
    );
  const { rest } = client;
  expect(await status(rest.git.getCommit({ ...shop, commit_sha: sha }))).toBe(404);
  expect(await status(rest.git.getBlob({ ...shop, file_sha: sha }))).toBe(404);
  expect(await status(rest.git.getTree({ ...shop, tree_sha: sha }))).toBe(404);
  expect(await status(rest.repos.getContent({ ...shop, path: 'none' }))).toBe(404);
  expect(await status(rest.repos.getContent({ ...shop, path: 'a', ref: sha }))).toBe(404);
  expect(await status(rest.pulls.get({ ...shop, pull_number: 7 }))).toBe(404);
  expect(await status(rest.checks.create({ ...shop, name: 'x', head_sha: sha }))).toBe(422);
  expect(await status(rest.checks.listForRef({ ...shop, ref: sha }))).toBe(422);
  const basehead = `main...${sha}`;
  expect(await status(rest.repos.compareCommitsWithBasehead({ ...shop, basehead }))).toBe(404);
  expect(repository.checkRuns).toEqual([]);
});
