import type { Blob, TreeEntry } from '../review/change.ts';
import { findMergeBase } from './git-merge.ts';
import { createObjectReader } from './git-objects.ts';
import { splitNul } from './git-process.ts';
import {
  commitBeingMerged,
  commitBeingPicked,
  defaultBranch,
  openRepository,
  resolveCommit,
  type Repository,
} from './git-repository.ts';
import { listTree } from './git-trees.ts';
import { commitWorkTree } from './git-work-tree.ts';
import { openWorkspace, type Workspace } from './git-workspace.ts';
import { SourceError } from './source-error.ts';

/** A commit whose history meets others in the work tree, and the commit that it grew from. */
export interface GitSide {
  readonly commit: string;
  readonly ancestor: string;
}

/** A work tree, and what meets in it while git is in the middle of a merge or a rebase. */
export interface GitSides {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** The work tree as it is, as a commit of nobody's. */
  readonly workTree: GitSide;
  readonly base: string;
  /** What git is in the middle of; null where it is not. */
  readonly unfinished: 'merge' | 'rebase' | 'cherry-pick' | null;
  /** The commits that meet then, in the order in which their changes follow each other. */
  readonly meeting: readonly GitSide[];
  readonly unmerged: ReadonlySet<string>;
  /** Whether base holds commits that the work tree's branch does not. */
  readonly isBehind: boolean;
  list(commit: string): Promise<readonly TreeEntry[]>;
  read(oids: Iterable<string>): Promise<ReadonlyMap<string, Blob>>;
  /** The bytes of a blob. */
  bytes(oid: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens the work tree of a repository. Nothing of it is written. Throws `SourceError` as
 * `openGitChange` does, and for a bare repository.
 */
export async function openGitSides(options: {
  readonly repo: string;
  readonly base?: string | undefined;
}): Promise<GitSides> {
  const repository = await openRepository(options.repo);
  const { workTree: root } = repository;
  if (root === null) throw new SourceError(`${repository.name} has no work tree.`);
  const base = await resolveCommit(repository, options.base ?? (await defaultBranch(repository)));
  const head = await resolveCommit(repository, 'HEAD');
  const workspace = await openWorkspace(repository);
  try {
    const workTree = await commitWorkTree({ ...repository, workTree: root }, workspace, [head]);
    const { git } = workspace;
    const ancestor = await findMergeBase(workspace, base, head);
    const objects = createObjectReader(git);
    return {
      root,
      base,
      workTree: { commit: workTree, ancestor },
      isBehind: ancestor !== base,
      ...(await meetingIn(repository, workspace, { base, head })),
      unmerged: await unmergedIn(repository, root),
      list: (commit) => listTree(git, commit),
      read: (oids) => objects.read(oids),
      bytes: (oid) => git.output(['cat-file', 'blob', oid]),
      async close() {
        objects.close();
        await workspace.close();
      },
    };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function meetingIn(
  repository: Repository,
  workspace: Workspace,
  { base, head }: { base: string; head: string },
): Promise<Pick<GitSides, 'unfinished' | 'meeting'>> {
  const side = async (commit: string): Promise<GitSide> => ({
    commit,
    ancestor: await findMergeBase(workspace, base, commit),
  });
  const [merging] = await commitBeingMerged(repository);
  if (merging !== undefined) {
    const sides = [await side(head), await side(merging)];
    // Who grew from base's tip stays where it is, and the other one follows.
    const [first, second] = sides.map(({ ancestor }) => ancestor === base);
    return { unfinished: 'merge', meeting: second && !first ? sides.toReversed() : sides };
  }
  const picking = await commitBeingPicked(repository);
  if (!picking) return { unfinished: null, meeting: [] };
  const { commit, during } = picking;
  const ancestor = await resolveCommit(repository, `${commit}^`);
  return { unfinished: during, meeting: [await side(head), { commit, ancestor }] };
}

/** The paths, from the root, that git could not merge and nobody has added since. */
async function unmergedIn(repository: Repository, root: string): Promise<Set<string>> {
  const listed = await repository.git.output(['-C', root, 'ls-files', '--unmerged', '-z']);
  return new Set(splitNul(listed).map((line) => line.slice(line.indexOf('\t') + 1)));
}
