import { afterEach, expect, test } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../../src/review/change.ts';
import { openGitChange, type GitChange, type GitChangeOptions } from '../../src/source/git.ts';
import { createRepository, git, removeFolders, temporaryFolder } from './repository.ts';

const opened: GitChange[] = [];

afterEach(async () => {
  for (const change of opened.splice(0)) await change.close();
  removeFolders();
});

async function open(options: GitChangeOptions): Promise<GitChange> {
  const change = await openGitChange(options);
  opened.push(change);
  return change;
}

async function textsOf(change: GitChange, tree: Tree): Promise<Record<string, string | null>> {
  const paths = (await change.list(tree)).map(({ path }) => path);
  const blobs = await change.read(tree, paths);
  return Object.fromEntries([...blobs].map(([path, { text }]) => [path, text]));
}

const numbers = (change?: string) =>
  Array.from({ length: 9 }, (_, at) => (at === 4 ? (change ?? '5') : `${at + 1}`)).join('\n') +
  '\n';

test('the work tree with its untracked files is head, and nothing in the repository is written', async () => {
  const repository = createRepository();
  repository.commit({ '.gitignore': '*.log\n', 'a.sql': 'SELECT 1;', 'gone.sql': 'SELECT 0;' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write({ 'a.sql': 'SELECT 2;', 'new/b.sql': 'SELECT 3;', 'x.log': 'no' });
  repository.write({ 'gone.sql': null, 'staged.sql': 'SELECT 4;' });
  repository.git('add', 'staged.sql');
  repository.git('commit', '--quiet', '--message=more', 'staged.sql');
  utimesSync(join(repository.directory, '.gitignore'), 1, 1);
  const state = () => [
    repository.git('count-objects', '-v'),
    statSync(join(repository.directory, '.git', 'index')).mtimeMs,
    readFileSync(join(repository.directory, '.git', 'index')).toString('base64'),
    readdirSync(join(repository.directory, '.git')),
  ];
  const before = state();

  const change = await openGitChange({ repo: join(repository.directory, 'new') });

  expect(change.head).toBeNull();
  expect(change.base).toBe(repository.git('rev-parse', 'main'));
  expect(change.mergeBase).toBe(change.base);
  expect(await textsOf(change, 'head')).toEqual({
    '.gitignore': '*.log\n',
    'a.sql': 'SELECT 2;',
    'new/b.sql': 'SELECT 3;',
    'staged.sql': 'SELECT 4;',
  });
  expect(await textsOf(change, 'merged')).toEqual(await textsOf(change, 'head'));
  expect((await textsOf(change, 'released'))['a.sql']).toBe('SELECT 1;');
  expect(change.files).toEqual([
    { path: 'a.sql', previousPath: null, status: 'modified' },
    { path: 'gone.sql', previousPath: null, status: 'removed' },
    { path: 'new/b.sql', previousPath: null, status: 'added' },
    { path: 'staged.sql', previousPath: null, status: 'added' },
  ]);
  await change.close();
  expect(state()).toEqual(before);
});

test('a bare repository compares any two revisions, and merges them as git does', async () => {
  const repository = createRepository();
  const start = repository.commit({ 'a.sql': numbers(), 'old name.sql': numbers('rename me') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  const head = repository.commit({
    'old name.sql': null,
    'new\n"name"\t.sql': numbers('rename me'),
    'a.sql': `head\n${numbers()}`,
  });
  repository.git('checkout', '--quiet', 'main');
  const base = repository.commit({ 'a.sql': `${numbers()}base\n` });
  const bare = temporaryFolder();
  git(bare, 'clone', '--quiet', '--bare', repository.directory, '.');
  const objects = git(bare, 'count-objects');

  const change = await open({ repo: bare, head: 'feature' });

  expect(change).toMatchObject({ base, head, mergeBase: start });
  expect(change.conflicts).toEqual(new Set());
  expect(change.files).toEqual([
    { path: 'a.sql', previousPath: null, status: 'modified' },
    { path: 'new\n"name"\t.sql', previousPath: 'old name.sql', status: 'renamed' },
  ]);
  expect(await textsOf(change, 'merged')).toEqual({
    'a.sql': `head\n${numbers()}base\n`,
    'new\n"name"\t.sql': numbers('rename me'),
  });
  expect((await textsOf(change, 'mergeBase'))['a.sql']).toBe(numbers());
  expect(git(bare, 'count-objects')).toBe(objects);

  const past = await open({ repo: bare, base: start, head: base.slice(0, 12), released: head });
  expect(past).toMatchObject({ base: start, head: base, mergeBase: start });
  expect((await textsOf(past, 'released'))['a.sql']).toBe(`head\n${numbers()}`);
  const behind = await open({ repo: bare, base: 'main', head: start });
  expect(await textsOf(behind, 'merged')).toEqual(await textsOf(behind, 'base'));
  expect(behind.files).toEqual([]);
});

test('what both sides changed is a conflict, and the merged file holds the markers', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': numbers(), 'b.sql': 'SELECT 1;\n' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'a.sql': numbers('head') });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'a.sql': numbers('base') });

  const change = await open({ repo: repository.directory, head: 'feature' });

  expect(change.conflicts).toEqual(new Set(['a.sql']));
  const merged = (await textsOf(change, 'merged'))['a.sql'];
  expect(merged).toMatch(/^<{7} .*\nbase\n={7}\nhead\n>{7} /m);
});

test('a merge that is not finished yet counts as merged', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': numbers() });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'a.sql': numbers('head') });
  repository.git('checkout', '--quiet', 'main');
  const base = repository.commit({ 'a.sql': numbers('base') });
  repository.git('checkout', '--quiet', 'feature');
  expect(() => repository.git('merge', 'main')).toThrow();
  repository.write({ 'a.sql': numbers('resolved') });

  const change = await open({ repo: repository.directory });

  expect(change).toMatchObject({ base, mergeBase: base, conflicts: new Set() });
  expect(await textsOf(change, 'merged')).toEqual({ 'a.sql': numbers('resolved') });
});

test('programs that the repository names are not run', async () => {
  const repository = createRepository();
  const proof = join(temporaryFolder(), 'proof');
  const script = join(temporaryFolder(), 'script');
  repository.commit({ 'a.sql': numbers(), 'c.sql': 'a' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'a.sql': numbers('head') });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'a.sql': numbers('base') });
  repository.git('checkout', '--quiet', 'feature');
  repository.write({ 'b.sql': 'SELECT 1;' });
  repository.write({ '.gitattributes': '*.sql filter=evil diff=evil merge=evil\n' });
  const body = `#!/bin/sh\necho "$0 $@" >> ${proof}\ncat\n`;
  writeFileSync(script, body, { mode: 0o755 });
  for (const key of [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'merge.evil.driver',
    'diff.evil.command',
    'diff.evil.textconv',
    'diff.external',
    'core.pager',
    'core.sshCommand',
  ]) {
    repository.git('config', key, script);
  }
  repository.write({ '.git/hooks/post-index-change': body, '.git/hooks/pre-auto-gc': body });
  chmodSync(join(repository.directory, '.git/hooks/post-index-change'), 0o755);

  const change = await open({ repo: repository.directory });

  expect((await textsOf(change, 'head'))['b.sql']).toBe('SELECT 1;');
  expect(change.conflicts).toEqual(new Set(['a.sql']));
  expect(existsSync(proof)).toBe(false);
  repository.git('status');
  expect(existsSync(proof)).toBe(true);
});

test('what is no text is said to be so, and equal content is read once', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  const odd = Buffer.from('6f64642dff2e73716c', 'hex');
  const latin1 = Buffer.from('-- caf\xe9', 'latin1');
  repository.commit({ 'b.sql': latin1, 'empty.sql': '', 'bom.sql': '\ufeffSELECT 1;' });
  repository.write({ 'big.sql': Buffer.alloc(21 * 1024 * 1024, 'x') });
  writeFileSync(Buffer.concat([Buffer.from(`${repository.directory}/`), odd]), 'SELECT 7;');
  symlinkSync('a.sql', join(repository.directory, 'link.sql'));

  const change = await open({ repo: repository.directory, base: 'HEAD~1' });

  const names = ['a.sql', 'b.sql', 'big.sql', 'bom.sql', 'empty.sql', 'odd-\ufffd.sql'];
  expect((await change.list('head')).map(({ path }) => path)).toEqual(names);
  const blobs = await change.read('head', [...names, 'link.sql', 'missing.sql']);
  expect([...blobs.keys()]).toEqual(names);
  expect(blobs.get('b.sql')).toMatchObject({ text: '-- caf\ufffd', size: 7, problem: 'not-utf8' });
  expect(blobs.get('big.sql')).toMatchObject({ text: null, size: 22020096, problem: 'too-large' });
  expect(blobs.get('bom.sql')).toMatchObject({ text: '\ufeffSELECT 1;', problem: null });
  expect(blobs.get('empty.sql')).toMatchObject({ text: '', size: 0, problem: null });
  expect(blobs.get('odd-\ufffd.sql')?.text).toBe('SELECT 7;');
  const again = await Promise.all([change.read('base', ['a.sql']), change.read('head', ['a.sql'])]);
  expect(again.map((answer) => answer.get('a.sql') === blobs.get('a.sql'))).toEqual([true, true]);
});

test('submodules and repositories inside the work tree are left out', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  const inner = createRepository();
  const commit = inner.commit({ 'inner.sql': 'SELECT 1;' });
  repository.git('clone', '--quiet', inner.directory, 'untracked');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`);
  repository.git('commit', '--quiet', '--message=submodule');

  const change = await open({ repo: repository.directory, base: 'HEAD~1' });

  expect(await textsOf(change, 'head')).toEqual({ 'a.sql': 'SELECT 1;' });
  expect(change.files).toEqual([]);
});

test('the user is told what to do when a change cannot be read', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  repository.git('checkout', '--quiet', '--orphan', 'other');
  repository.commit({ 'a.sql': 'SELECT 2;' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'b.sql': 'SELECT 2;' });
  const repo = repository.directory;
  const fails = (options: GitChangeOptions) => expect(openGitChange(options)).rejects;

  await fails({ repo: temporaryFolder() }).toThrow('is not in a git repository');
  await fails({ repo: join(repo, 'missing') }).toThrow('is not in a git repository');
  await fails({ repo, base: 'no-such' }).toThrow('"no-such" names no commit');
  await fails({ repo, base: '--all' }).toThrow('"--all" names no commit');
  await fails({ repo, head: 'other' }).toThrow('no commit in common');
  const shallow = temporaryFolder();
  git(shallow, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${repo}`, '.');
  await fails({ repo: shallow, base: 'origin/other', head: 'feature' }).toThrow('--unshallow');
  repository.git('branch', '--quiet', '-D', 'main');
  await fails({ repo }).toThrow('--base REVISION');
  await fails({ repo: createRepository().directory, base: 'HEAD' }).toThrow('names no commit');
});

test('the default branch is the remote’s, and an empty clone of SHA-256 objects works too', async () => {
  const origin = createRepository('--object-format=sha256');
  origin.git('checkout', '--quiet', '-b', 'trunk');
  const tip = origin.commit({ 'a.sql': 'SELECT 1;' });
  const clone = temporaryFolder();
  git(clone, 'clone', '--quiet', origin.directory, '.');
  git(clone, 'checkout', '--quiet', '-b', 'main');
  git(clone, 'commit', '--quiet', '--allow-empty', '--message=mine');

  const change = await open({ repo: clone });

  expect(change.base).toBe(tip);
  expect(tip).toHaveLength(64);
  expect(await textsOf(change, 'head')).toEqual({ 'a.sql': 'SELECT 1;' });
});

test('variables that a hook inherits do not point to another repository', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  const other = createRepository();
  process.env['GIT_DIR'] = join(other.directory, '.git');
  try {
    const change = await open({ repo: repository.directory });
    expect(await textsOf(change, 'head')).toEqual({ 'a.sql': 'SELECT 1;' });
  } finally {
    delete process.env['GIT_DIR'];
  }
});

test('the newest tag that matches counts as released; a deployment is not in a repository', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  repository.git('tag', 'v1');
  repository.commit({ 'a.sql': 'SELECT 2;' });
  repository.git('tag', '-a', '-m', 'second', 'v2');
  repository.commit({ 'a.sql': 'SELECT 3;' });
  const change = await open({ repo: repository.directory, base: 'main' });
  expect(await change.releaseAt({ tag: 'v1' })).toBe(true);
  expect(await textsOf(change, 'released')).toEqual({ 'a.sql': 'SELECT 1;' });
  expect(await change.releaseAt({ tag: 'v[2-9]' })).toBe(true);
  expect(await textsOf(change, 'released')).toEqual({ 'a.sql': 'SELECT 2;' });
  expect(await change.releaseAt({ tag: 'w*' })).toBe(false);
  expect(await change.releaseAt({ deployment: 'production' })).toBe(false);
});

test('words are looked for in the code of a tree', async () => {
  const repository = createRepository();
  repository.commit({ 'src/a.ts': 'users.password', 'b.md': 'password', 'c.js': '-e password' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'src/a.ts': 'users.name' });
  const change = await open({ repo: repository.directory, head: 'feature', base: 'main' });
  expect([...(await change.search('base', ['password'])).keys()].sort()).toEqual([
    'c.js',
    'src/a.ts',
  ]);
  expect([...(await change.search('head', ['-e', 'no.such']))]).toEqual([['c.js', '-e password']]);
  expect((await change.search('head', ['nowhere'])).size).toBe(0);
});
