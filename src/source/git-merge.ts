import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { splitLines, splitNul } from './git-process.ts';
import { SourceError } from './source-error.ts';
import type { Workspace } from './git-workspace.ts';

/** Head merged into base, as git would do it. */
export interface Merge {
  /** A commit or a tree. */
  readonly merged: string;
  /** Paths that git could not merge; in `merged` they hold conflict markers. */
  readonly conflicts: ReadonlySet<string>;
}

/**
 * The best common ancestor of two commits. Throws `SourceError` when there is none; GitHub refuses
 * such a pull request as well.
 */
export async function findMergeBase(
  { git, directory }: Workspace,
  base: string,
  head: string,
): Promise<string> {
  const result = await git.run(['merge-base', base, head]);
  const [found] = splitLines(result.stdout);
  if (found !== undefined) return found;
  if (result.code !== 1) throw new SourceError(`git merge-base failed: ${result.stderr}`);
  const shallow = await access(join(directory, 'shallow')).then(
    () => true,
    () => false,
  );
  throw new SourceError(
    shallow
      ? 'This clone is shallow and does not reach the commit where base and head part. ' +
          'Fetch the rest: git fetch --unshallow (in actions/checkout: fetch-depth: 0)'
      : 'Base and head have no commit in common, so there is nothing to compare. ' +
          'Give a --base that head was made from.',
  );
}

/** Merges head into base without a work tree; what git writes goes to the workspace. */
export async function merge(
  { git }: Workspace,
  { mergeBase, base, head }: { mergeBase: string; base: string; head: string },
): Promise<Merge> {
  if (mergeBase === base) return { merged: head, conflicts: new Set() };
  if (mergeBase === head) return { merged: base, conflicts: new Set() };
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', base, head];
  const result = await git.run(args);
  // 1 means conflicts, which are an answer.
  if (result.code > 1) throw new SourceError(`git could not merge: ${result.stderr}`);
  const [merged = '', ...conflicts] = splitNul(result.stdout);
  return { merged, conflicts: new Set(conflicts) };
}
