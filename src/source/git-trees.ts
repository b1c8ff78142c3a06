import type { ChangedFile, TreeEntry } from '../review/change.ts';
import { splitLines, splitNul, type Git } from './git-process.ts';

/** The ids of the trees of commits or trees, in the order given. */
export async function treeIds(git: Git, commits: readonly string[]): Promise<string[]> {
  return splitLines(
    await git.output(['rev-parse', ...commits.map((commit) => `${commit}^{tree}`)]),
  );
}

/**
 * The regular files of a tree. Submodules are other repositories, and a symbolic link holds a path
 * and not a text, so both are left out; what a link points to stands at its own place.
 */
export async function listTree(git: Git, tree: string): Promise<readonly TreeEntry[]> {
  const lines = splitNul(await git.output(['ls-tree', '-r', '-z', '--full-tree', tree]));
  const entries: TreeEntry[] = [];
  for (const line of lines) {
    if (!line.startsWith('100')) continue;
    const tab = line.indexOf('\t');
    entries.push({ path: line.slice(tab + 1), oid: line.slice(line.indexOf(' ', 7) + 1, tab) });
  }
  return entries;
}

const submodule = '160000';

const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'removed',
  R: 'renamed',
};

/** The files that differ between two trees, with git's own detection of renames. */
export async function changedFiles(git: Git, from: string, to: string): Promise<ChangedFile[]> {
  const args = ['diff-tree', '-r', '-z', '-M', '--raw', '--no-ext-diff', '--no-textconv', from, to];
  const pieces = splitNul(await git.output(args)).values();
  const files: ChangedFile[] = [];
  // Each file is `:mode mode oid oid status`, its path and, when it was renamed, its new path.
  for (const head of pieces) {
    const [modeBefore, modeAfter, , , letter = ''] = head.slice(1).split(' ');
    const status = statuses[letter.charAt(0)] ?? 'modified';
    const path = pieces.next().value ?? '';
    const newPath = status === 'renamed' ? (pieces.next().value ?? '') : path;
    if (modeBefore === submodule || modeAfter === submodule) continue;
    files.push({ path: newPath, previousPath: newPath === path ? null : path, status });
  }
  return files;
}
