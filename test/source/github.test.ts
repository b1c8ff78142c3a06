import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Probot, ProbotOctokit } from 'probot';
import type { Tree } from '../../src/review/change.ts';
import { readProjects } from '../../src/review/projects.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { readPullRequest, type GitHubChange } from '../../src/source/github.ts';
import type { GitHubRepository } from '../github/repository.ts';
import { startGitHub, type GitHub } from '../github/start.ts';
import { drizzleFiles, tags } from './github/drizzle-files.ts';
import { git } from './repository.ts';

const folder = 'packages/db/drizzle';
const journal = `${folder}/meta/_journal.json`;
const owner = 'octo';
const name = 'shop';

let github: GitHub;

beforeEach(async () => {
  github = await startGitHub();
});

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

function createRepository(files: Record<string, string> = {}): Promise<GitHubRepository> {
  const all = { ...drizzleFiles(folder, tags(3)), 'README.md': 'shop\n', ...files };
  return github.createRepository({ owner, name, files: all });
}

async function read(
  number: number,
  options: { head?: string; signal?: AbortSignal } = {},
): Promise<GitHubChange> {
  const { id, privateKey } = github.app;
  const Octokit = ProbotOctokit.defaults((given: object) => ({
    ...given,
    throttle: { enabled: false },
    retry: { enabled: false },
  }));
  const probot = new Probot({
    appId: id,
    privateKey,
    baseUrl: github.url,
    logLevel: 'fatal',
    Octokit,
  });
  const octokit = await probot.auth(github.installation(owner));
  return readPullRequest(octokit, { owner, repo: name, number, ...options });
}

/** Reads what a review reads: the configuration, then the projects. */
async function readAsReview(change: GitHubChange) {
  await change.read('base', ['.github/db-review.yml']);
  return (await readProjects(change, defaultSettings)).projects;
}

async function listed(change: GitHubChange, tree: Tree): Promise<string[]> {
  return (await change.list(tree)).map(({ path, oid }) => `${oid} ${path}`).sort();
}

/** The same by git. */
function inGit(repository: GitHubRepository, tree: string): string[] {
  const format = '--format=%(objectname) %(path)';
  return git(repository.directory, 'ls-tree', '-r', format, tree).split('\n').sort();
}

async function textOf(change: GitHubChange, tree: Tree, path: string) {
  return (await change.read(tree, [path])).get(path)?.text;
}

test('a pull request at the tip of its base', async () => {
  const repository = await createRepository();
  const head = await repository.push('feature', drizzleFiles(folder, [...tags(3), '0003_feature']));
  const base = await repository.sha('main');
  const { number } = await repository.openPullRequest({ head: 'feature' });

  const change = await read(number, { head });
  expect(change).toMatchObject({ base, head, mergeBase: base, superseded: false });
  expect(change.files).toEqual([
    { path: `${folder}/0003_feature.sql`, previousPath: null, status: 'added' },
    { path: `${folder}/meta/0003_snapshot.json`, previousPath: null, status: 'added' },
    { path: journal, previousPath: null, status: 'modified' },
  ]);
  for (const tree of ['mergeBase', 'base', 'released'] as const) {
    expect(await listed(change, tree)).toEqual(inGit(repository, base));
  }
  for (const tree of ['head', 'merged'] as const) {
    expect(await listed(change, tree)).toEqual(inGit(repository, head));
  }
  const [project] = await readAsReview(change);
  expect(project?.histories.merged.journal?.entries).toHaveLength(4);
  expect(project?.histories.merged.migrations.get('0003_feature')?.text).toContain('CREATE TABLE');
  expect(change.conflicts.size).toBe(0);
  // The token, the pull request, the comparison, two trees, what the change touches, and the
  // newest snapshot of released.
  expect(github.requests.map(({ operation }) => operation)).toEqual([
    'apps/create-installation-access-token',
    'pulls/get',
    'repos/compare-commits-with-basehead',
    'git/get-tree',
    'git/get-tree',
    'graphql',
    'graphql',
  ]);
  expect(change.requests).toBe(6);
});

test('many projects cost as many requests as one', async () => {
  const folders = Array.from({ length: 6 }, (_, index) => `packages/p${index}`);
  const all = (count: number) =>
    Object.assign(
      {},
      ...folders.map((path) => drizzleFiles(path, tags(count, path.slice(-2)))),
    ) as {
      [path: string]: string;
    };
  const repository = await createRepository(all(3));
  await repository.push('feature', all(4));
  const { number } = await repository.openPullRequest({ head: 'feature' });
  const change = await read(number);
  expect(await readAsReview(change)).toHaveLength(6);
  expect(change.requests).toBe(6);
});

test('nothing that concerns a database costs no query at all', async () => {
  const repository = await createRepository();
  await repository.push('docs', { 'README.md': 'Shop\n' });
  const { number } = await repository.openPullRequest({ head: 'docs' });
  const change = await read(number);
  expect(await readAsReview(change)).toEqual([]);
  expect(github.requests).toHaveLength(5);
});

test("base moved on: the merge base is before, and GitHub's record of base is not believed", async () => {
  const repository = await createRepository();
  const mergeBase = await repository.sha('main');
  const head = await repository.push('feature', drizzleFiles(folder, [...tags(3), '0003_feature']));
  const { number } = await repository.openPullRequest({ head: 'feature' });
  const base = await repository.push('main', { 'README.md': 'changed\n', 'new.txt': 'new\n' });

  const change = await read(number, { head });
  expect(change).toMatchObject({ base, head, mergeBase });
  expect(change.files.map(({ path }) => path)).not.toContain('README.md');
  const merged = git(repository.directory, 'merge-tree', '--write-tree', base, head);
  expect(await listed(change, 'merged')).toEqual(inGit(repository, merged));
  expect(await listed(change, 'released')).toEqual(inGit(repository, base));
  await readAsReview(change);
  expect(github.requests).toHaveLength(8);
});

test('a file that both changed comes from the test merge', async () => {
  const path = 'packages/db/schema.sql';
  const lines = Array.from({ length: 9 }, (_, line) => `-- ${line}\n`).join('');
  const repository = await createRepository({ [path]: lines });
  const head = await repository.push('feature', { [path]: `${lines}-- head\n` });
  const { number } = await repository.openPullRequest({ head: 'feature' });
  await repository.push('main', { [path]: `-- base\n${lines}` });

  const change = await read(number, { head });
  expect(await textOf(change, 'merged', path)).toBe(`-- base\n${lines}-- head\n`);
  expect(change.conflicts.size).toBe(0);
  const queries = github.requests.filter(({ operation }) => operation === 'graphql');
  expect(queries.map(({ body }) => JSON.stringify(body))).toContainEqual(
    expect.stringContaining('potentialMergeCommit'),
  );
  expect(github.requests).toHaveLength(8);

  await repository.push('main', { 'later.txt': 'later\n' });
  expect(await textOf(await read(number, { head }), 'merged', path)).toBe(
    `-- base\n${lines}-- head\n`,
  );
});

test('a test merge of other commits is not taken', async () => {
  const path = 'a.sql';
  const repository = await createRepository({ [path]: '1\n2\n3\n4\n5\n' });
  const old = await repository.push('feature', { [path]: '1\n2\n3\n4\nold\n' });
  const pull = await repository.openPullRequest({ head: 'feature' });
  await repository.push('main', { [path]: 'base\n2\n3\n4\n5\n' });
  await pull.push({ [path]: '1\n2\n3\n4\nnew\n' });

  const change = await read(pull.number, { head: old });
  expect(change).toMatchObject({ head: old, superseded: true });
  expect(await textOf(change, 'merged', path)).toBe('base\n2\n3\n4\nold\n');
});

test('both appended to the journal: a conflict, and each side is read', async () => {
  const repository = await createRepository();
  const head = await repository.push('feature', drizzleFiles(folder, [...tags(3), '0003_feature']));
  const { number } = await repository.openPullRequest({ head: 'feature' });
  await repository.push('main', drizzleFiles(folder, [...tags(3), '0003_other']));

  const change = await read(number, { head });
  const [project] = await readAsReview(change);
  expect([...change.conflicts].sort()).toEqual([`${folder}/meta/0003_snapshot.json`, journal]);
  expect(await textOf(change, 'merged', journal)).toContain('<<<<<<< base\n');
  const { base, merged } = project!.histories;
  expect(base.journal?.entries.at(-1)?.tag).toBe('0003_other');
  expect(merged.journal?.entries.map(({ tag }) => tag).slice(3)).toEqual([
    '0003_other',
    '0003_feature',
  ]);
  expect(github.requests).toHaveLength(8);
});

test('a pull request from a fork asks the base repository alone', async () => {
  const repository = await createRepository();
  const fork = await repository.fork('stranger');
  const head = await fork.push('feature', drizzleFiles(folder, [...tags(3), '0003_feature']));
  const { number } = await repository.openPullRequest({ head: 'feature', fork });

  const change = await read(number, { head });
  expect(await textOf(change, 'merged', `${folder}/0003_feature.sql`)).toContain('CREATE TABLE');
  const asked = github.requests.slice(1).filter(({ operation }) => operation !== 'graphql');
  for (const { path } of asked) expect(path).toContain(`/repos/${owner}/${name}/`);
  expect(github.requests).toHaveLength(6);
});

test('renamed files keep their former path', async () => {
  const long = Array.from({ length: 30 }, (_, line) => `-- line ${line}\n`).join('');
  const repository = await createRepository({ 'old.sql': long, 'gone.sql': 'gone\n' });
  await repository.push('feature', {
    'old.sql': null,
    'gone.sql': null,
    'new.sql': `${long}-- one more\n`,
  });
  const { number } = await repository.openPullRequest({ head: 'feature' });
  await repository.push('main', { 'old.sql': `-- from base\n${long}` });

  const change = await read(number);
  expect(change.files).toEqual([
    { path: 'gone.sql', previousPath: null, status: 'removed' },
    { path: 'new.sql', previousPath: 'old.sql', status: 'renamed' },
  ]);
  expect(await textOf(change, 'merged', 'new.sql')).toBe(`-- from base\n${long}-- one more\n`);
  expect((await change.read('merged', ['old.sql'])).size).toBe(0);
});

test('a hundred files over two hundred migrations cost no more requests', async () => {
  const repository = await createRepository(drizzleFiles(folder, tags(200)));
  const added = [...tags(250)];
  await repository.push('feature', drizzleFiles(folder, added));
  const { number } = await repository.openPullRequest({ head: 'feature' });
  await repository.push('main', { 'README.md': 'moved\n' });

  const change = await read(number);
  expect(change.files).toHaveLength(101);
  const [project] = await readAsReview(change);
  expect(project?.histories.merged.migrations.get('0249_main')?.text).toContain('CREATE TABLE');
  expect(github.requests).toHaveLength(8);
});

test('more files than GitHub compares', async () => {
  const repository = await createRepository();
  const files = Array.from({ length: 350 }, (_, n) => [`docs/${n}.md`, `${n}\n`] as const);
  await repository.push('feature', Object.fromEntries(files));
  const { number } = await repository.openPullRequest({ head: 'feature' });
  const change = await read(number);
  expect(change.files).toHaveLength(350);
  expect(github.requests).toHaveLength(5);
});

test('a file over 512,000 bytes costs one request, a hundred small ones none', async () => {
  const large = `-- ${'é'.repeat(300_000)}\n`;
  const small = Array.from({ length: 100 }, (_, n) => [`sql/${n}.sql`, `SELECT ${n};\n`] as const);
  const repository = await createRepository();
  await repository.push('feature', { 'sql/large.sql': large, ...Object.fromEntries(small) });
  const { number } = await repository.openPullRequest({ head: 'feature' });

  const change = await read(number);
  const paths = ['sql/large.sql', ...small.map(([path]) => path)];
  const [contents] = await Promise.all([change.read('head', paths), change.read('merged', paths)]);
  expect(contents.size).toBe(101);
  expect(contents.get('sql/large.sql')).toMatchObject({ text: large, problem: null });
  expect(contents.get('sql/7.sql')?.text).toBe('SELECT 7;\n');
  expect(github.requests).toHaveLength(7);
});

test('a branch other than the default one: released is where it left that', async () => {
  const repository = await createRepository();
  const released = await repository.sha('main');
  const base = await repository.push('epic', drizzleFiles(folder, [...tags(3), '0003_epic']));
  await repository.push('main', { 'README.md': 'moved\n' });
  const files = drizzleFiles(folder, [...tags(3), '0003_epic', '0004_feature']);
  await repository.push('feature', files, { from: base });
  const { number } = await repository.openPullRequest({ head: 'feature', base: 'epic' });
  const epic = await repository.push('epic', { 'epic.txt': 'moved\n' });

  const change = await read(number);
  expect(change).toMatchObject({ base: epic, mergeBase: base, baseBranch: 'epic' });
  expect(await listed(change, 'released')).toEqual(inGit(repository, released));
  await readAsReview(change);
  expect(github.requests).toHaveLength(10);
});

test('the costliest way: another branch, moved, and a journal that conflicts', async () => {
  const repository = await createRepository();
  const forked = await repository.push(
    'team/epic',
    drizzleFiles(folder, [...tags(3), '0003_epic']),
  );
  const files = drizzleFiles(folder, [...tags(3), '0003_epic', '0004_feature']);
  await repository.push('feature', files, { from: forked });
  const { number } = await repository.openPullRequest({ head: 'feature', base: 'team/epic' });
  await repository.push(
    'team/epic',
    drizzleFiles(folder, [...tags(3), '0003_epic', '0004_other', '0005_other']),
  );

  const change = await read(number);
  await readAsReview(change);
  expect(change.conflicts).toContain(journal);
  expect(github.requests).toHaveLength(11);
});

test('a push by force: the asked commit is read as long as GitHub has it', async () => {
  const repository = await createRepository();
  const main = await repository.sha('main');
  const first = await repository.push('feature', { 'a.sql': 'SELECT 1;\n' });
  const pull = await repository.openPullRequest({ head: 'feature' });
  const second = await pull.push({ 'a.sql': 'SELECT 2;\n' }, { from: main });

  const old = await read(pull.number, { head: first });
  expect(old.superseded).toBe(true);
  expect(await textOf(old, 'head', 'a.sql')).toBe('SELECT 1;\n');
  const present = await read(pull.number);
  expect(present).toMatchObject({ head: second, superseded: false });
  expect(await textOf(present, 'head', 'a.sql')).toBe('SELECT 2;\n');

  await expect(read(pull.number, { head: 'f'.repeat(40) })).rejects.toMatchObject({
    reason: 'gone',
  });
});

test('what a tag or a deployment released counts as applied', async () => {
  const repository = await createRepository();
  const first = await repository.sha('main');
  git(repository.directory, 'tag', 'v1.0.0', first);
  const second = await repository.push('main', drizzleFiles(folder, [...tags(3), '0003_second']));
  git(repository.directory, 'tag', 'v1.1.0', second);
  const third = await repository.push('main', { 'README.md': 'third\n' });
  git(repository.directory, 'tag', 'nightly', third);
  repository.deployments.push(
    { environment: 'production', sha: first, state: 'ACTIVE' },
    { environment: 'production', sha: second, state: 'FAILURE' },
    { environment: 'staging', sha: second, state: 'ACTIVE' },
  );
  await repository.push('feature', { a: 'b' });
  const { number } = await repository.openPullRequest({ head: 'feature' });

  const change = await read(number);
  const before = change.requests;
  expect(await change.releaseAt({ tag: 'v*' })).toBe(true);
  expect(await listed(change, 'released')).toEqual(inGit(repository, second));
  expect(change.requests).toBe(before + 2);
  expect(await change.releaseAt({ deployment: 'production' })).toBe(true);
  expect(await listed(change, 'released')).toEqual(inGit(repository, first));
  expect(await change.releaseAt({ tag: 'w*' })).toBe(false);
  expect(await change.releaseAt({ deployment: 'nowhere' })).toBe(false);
  expect(await listed(change, 'released')).toEqual(inGit(repository, first));
});

test('words are looked for in code through one archive, also where base has another text', async () => {
  const repository = await createRepository({
    'src/a.ts': 'users.password',
    'src/b.tsx': 'users.name',
    'src/c.ts': 'users.password, as it was',
    'notes.md': 'users.password',
  });
  await repository.push('feature', { 'src/c.ts': 'gone', 'src/d.ts': 'users.password, new' });
  const { number } = await repository.openPullRequest({ head: 'feature' });
  const change = await read(number);
  const before = change.requests;
  const head = await change.search('head', ['password', 'nowhere']);
  expect([...head].sort()).toEqual([
    ['src/a.ts', 'users.password'],
    ['src/d.ts', 'users.password, new'],
  ]);
  expect(change.requests).toBe(before + 1);
  const released = await change.search('released', ['nowhere', 'password']);
  expect([...released.keys()].sort()).toEqual(['src/a.ts', 'src/c.ts']);
  expect(
    github.requests.filter(({ operation }) => operation === 'repos/download-tarball-archive'),
  ).toHaveLength(1);
});
