import { git, GitError } from './git.ts';

/** The best common ancestor of two commits; undefined when they share none. */
export async function mergeBase(directory: string, one: string, other: string) {
  const printed = await git(directory, ['merge-base', one, other]).catch(exitedWithOne);
  return printed?.trim();
}

/**
 * Merges head into base as GitHub's test merge does: a commit whose parents are exactly base and
 * head, in that order. Null when they conflict.
 */
export async function mergeCommit(
  directory: string,
  base: string,
  head: string,
  date: Date,
): Promise<string | null> {
  const tree = await git(directory, ['merge-tree', '--write-tree', base, head]).catch(
    exitedWithOne,
  );
  if (tree === undefined) return null;
  const message = `Merge ${head} into ${base}`;
  const args = ['commit-tree', tree.trim(), '-p', base, '-p', head, '-m', message];
  return (await git(directory, args, { date })).trim();
}

/** Exit code 1 is git's "no" here, anything above a failure. */
function exitedWithOne(error: unknown): undefined {
  if (error instanceof GitError && error.code === 1) return undefined;
  throw error;
}
