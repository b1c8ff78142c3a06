import { afterAll, expect, test } from '@jest/globals';
import { mergeTrees } from '../../../src/source/github/merge-trees.ts';
import type { Files } from '../../../src/source/github/trees.ts';
import { createRepository, removeFolders, type TestRepository } from '../repository.ts';

afterAll(removeFolders);

type Edit = Readonly<Record<string, string | null>>;

const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}\n`).join('');

function listed({ git }: TestRepository, tree: string): Files {
  const entries = git('ls-tree', '-r', '-l', tree).split('\n').filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [, , oid = '', size = '', path = ''] = entry.split(/\s+/);
      return [path, { oid, size: Number(size) }];
    }),
  );
}

/** Merges two changes of a tree, here and by git. */
function mergeBoth(
  origin: Edit,
  inBase: Edit,
  inHead: Edit,
  renames: Readonly<Record<string, string>>,
) {
  const repository = createRepository();
  const mergeBase = repository.commit(origin);
  const base = repository.commit(inBase);
  repository.git('checkout', '--quiet', mergeBase);
  const head = repository.commit(inHead);
  const merged = mergeTrees(
    {
      mergeBase: listed(repository, mergeBase),
      base: listed(repository, base),
      head: listed(repository, head),
    },
    new Map(Object.entries(renames)),
  );
  const args = ['merge-tree', '--write-tree', '--no-messages', '--name-only', base, head];
  const [tree = '', ...conflicts] = gitOutput(repository, args).split('\n').filter(Boolean);
  return { merged, byGit: listed(repository, tree), conflicts };
}

/** Git's exit code is 1 for a merge with conflicts. */
function gitOutput(repository: TestRepository, args: string[]): string {
  try {
    return repository.git(...args);
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}

test('files of one side, of both alike, and double edits', () => {
  const { merged, byGit, conflicts } = mergeBoth(
    { same: '1', byBase: '1', byHead: '1', gone: '1', goneInBase: '1', alike: '1', both: lines(9) },
    { byBase: '2', goneInBase: null, alike: '2', newInBase: 'b', both: `b\n${lines(9)}` },
    { byHead: '3', gone: null, alike: '2', newInHead: 'h', newInBase: 'b', both: `${lines(9)}h\n` },
    {},
  );
  expect(conflicts).toEqual([]);
  expect(merged.conflicts).toEqual([]);
  expect([...merged.doubleEdits.keys()]).toEqual(['both']);
  expect([...merged.files.keys()].sort()).toEqual([...byGit.keys()].sort());
  for (const [path, file] of byGit) {
    if (path !== 'both') expect([path, merged.files.get(path)]).toEqual([path, file]);
  }
});

test('what head renamed takes the edits of base along', () => {
  for (const [from, to] of [
    ['a', 'z'],
    ['z', 'a'],
  ] as const) {
    const { merged, byGit, conflicts } = mergeBoth(
      { [from]: lines(9) },
      { [from]: `b\n${lines(9)}` },
      { [from]: null, [to]: `${lines(9)}h\n` },
      { [to]: from },
    );
    expect(conflicts).toEqual([]);
    expect(merged.conflicts).toEqual([]);
    expect([...merged.files.keys()]).toEqual([...byGit.keys()]);
    expect([...merged.doubleEdits.keys()]).toEqual([to]);
  }
});

test('conflicts that no content can solve', () => {
  const { merged, byGit, conflicts } = mergeBoth(
    { removedByBase: '1\n', removedByHead: '2\n' },
    { removedByBase: null, removedByHead: '3\n', added: 'b\n' },
    { removedByBase: '4\n', removedByHead: null, added: 'h\n' },
    {},
  );
  expect([...merged.conflicts].sort()).toEqual(conflicts);
  expect(merged.files.get('removedByBase')).toEqual(byGit.get('removedByBase'));
  expect(merged.files.get('removedByHead')).toEqual(byGit.get('removedByHead'));
});
