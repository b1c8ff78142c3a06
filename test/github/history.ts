import { notFound } from './failure.ts';
import { parseCommit, type CommitObject } from './git/commit-object.ts';
import { diffFiles, type DiffFile } from './git/diff.ts';
import { mergeBase } from './git/merge.ts';
import type { Pull, Repository } from './state.ts';

/** The commit that a branch, tag or SHA names. */
export async function findCommit(
  { objects }: Repository,
  name: string,
): Promise<{ sha: string; commit: CommitObject } | undefined> {
  const object = await objects.read(`${name}^{commit}`);
  return object && { sha: object.oid, commit: parseCommit(object.body) };
}

/** The present tip of a branch. @throws Failure 404 */
export async function tip(repository: Repository, branch: string): Promise<string> {
  const found = await findCommit(repository, `refs/heads/${branch}`);
  if (!found) throw notFound();
  return found.sha;
}

/** What changed between two commits; read once, since commits do not change. */
export function filesBetween(
  { diffs, directory }: Repository,
  from: string,
  to: string,
): Promise<DiffFile[]> {
  const key = `${from} ${to}`;
  const known = diffs.get(key) ?? diffFiles(directory, from, to);
  diffs.set(key, known);
  return known;
}

/** The diff that a pull request shows: from where its head left base, to `to`. */
export async function pullFiles(pull: Pull, to = pull.head.sha): Promise<DiffFile[]> {
  const { repository, base } = pull;
  const baseTip = await tip(repository, base.branch);
  const from = await mergeBase(repository.directory, pull.mergedAt ? base.sha : baseTip, to);
  return filesBetween(repository, from ?? baseTip, to);
}
