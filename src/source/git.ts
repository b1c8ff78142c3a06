import type { Blob, Change, Tree, TreeEntry } from '../review/change.ts';
import { findMergeBase, merge } from './git-merge.ts';
import type { ReleasedRule } from '../review/settings.ts';
import { createObjectReader } from './git-objects.ts';
import {
  commitBeingMerged,
  defaultBranch,
  openRepository,
  resolveCommit,
  type Repository,
} from './git-repository.ts';
import { newestTag } from './git-tags.ts';
import { changedFiles, listTree, treeIds } from './git-trees.ts';
import { filesWith } from './git-search.ts';
import { commitWorkTree, type Edits } from './git-work-tree.ts';
import { openWorkspace, type Workspace } from './git-workspace.ts';

export interface GitChangeOptions {
  /** A folder in a work tree, or a bare repository. */
  readonly repo: string;
  /** Any revision; the tip of the default branch when left out. */
  readonly base?: string | undefined;
  /** Any revision; when left out, the work tree with its untracked files, or a bare repository's HEAD. */
  readonly head?: string | undefined;
  /** Whose history counts as applied; base when left out. */
  readonly released?: string | undefined;
  /** The work tree as it would be with these edits, and with base merged into it. */
  readonly edits?: Edits | undefined;
}

export type GitChange = Change & {
  /**
   * Lets what was released by a tag count as applied; false where there is none. Deployments are not
   * in a repository.
   */
  releaseAt(rule: ReleasedRule): Promise<boolean>;
  /** Ends git and removes what it wrote. */
  close(): Promise<void>;
};

/**
 * Reads a change from a local git repository. Nothing is checked out, nothing in the repository is
 * written, and nothing of it is run. Throws `SourceError` when git is missing or older than 2.38,
 * there is no repository, a revision is unknown, or base and head have no common ancestor.
 */
export async function openGitChange(options: GitChangeOptions): Promise<GitChange> {
  const repository = await openRepository(options.repo);
  const baseRevision = options.base ?? (await defaultBranch(repository));
  const [base, released, headCommit] = await Promise.all([
    resolveCommit(repository, baseRevision),
    resolveCommit(repository, options.released ?? baseRevision),
    resolveCommit(repository, options.head ?? 'HEAD'),
  ]);
  const workspace = await openWorkspace(repository);
  try {
    const isWorkTree = options.head === undefined && repository.workTree !== null;
    const merged = options.edits ? [base] : [];
    const head = isWorkTree
      ? await headOfWorkTree(repository, workspace, [headCommit, ...merged], options.edits)
      : headCommit;
    const change = await readChange(workspace, { base, head, released }, repository);
    return { ...change, head: isWorkTree ? null : head };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function headOfWorkTree(
  repository: Repository,
  workspace: Workspace,
  [commit = '', ...others]: readonly string[],
  edits?: Edits,
): Promise<string> {
  const parents = [...new Set([commit, ...(await commitBeingMerged(repository)), ...others])];
  const { workTree } = repository;
  return workTree === null
    ? commit
    : commitWorkTree({ ...repository, workTree }, workspace, parents, edits);
}

async function readChange(
  workspace: Workspace,
  { base, head, released }: { base: string; head: string; released: string },
  repository: Repository,
): Promise<GitChange> {
  const { git } = workspace;
  const mergeBase = await findMergeBase(workspace, base, head);
  const { merged, conflicts } = await merge(workspace, { mergeBase, base, head });
  const ids = await treeIds(git, [mergeBase, base, head, merged, released]);
  const [mergeBaseTree = '', baseTree = '', headTree = '', mergedTree = '', releasedTree = ''] =
    ids;
  const trees: Record<Tree, string> = {
    mergeBase: mergeBaseTree,
    base: baseTree,
    head: headTree,
    merged: mergedTree,
    released: releasedTree,
  };
  const files = await changedFiles(git, trees.mergeBase, trees.head);
  const objects = createObjectReader(git);
  const listed = new Map<string, Promise<readonly TreeEntry[]>>();
  const indexed = new Map<string, ReadonlyMap<string, string>>();

  function list(tree: Tree): Promise<readonly TreeEntry[]> {
    const id = trees[tree];
    const entries = listed.get(id) ?? listTree(git, id);
    listed.set(id, entries);
    return entries;
  }

  async function oidsByPath(tree: Tree): Promise<ReadonlyMap<string, string>> {
    const id = trees[tree];
    const entries = await list(tree);
    const index = indexed.get(id) ?? new Map(entries.map(({ path, oid }) => [path, oid]));
    indexed.set(id, index);
    return index;
  }

  async function read(tree: Tree, paths: readonly string[]): Promise<ReadonlyMap<string, Blob>> {
    const oids = await oidsByPath(tree);
    const wanted = paths.flatMap((path) => {
      const oid = oids.get(path);
      return oid === undefined ? [] : [{ path, oid }];
    });
    const blobs = await objects.read(wanted.map(({ oid }) => oid));
    return new Map(wanted.map(({ path, oid }) => [path, blobs.get(oid) as Blob]));
  }

  async function search(tree: Tree, words: readonly string[]): Promise<Map<string, string>> {
    const paths = await filesWith(git, trees[tree], words);
    const texts = new Map<string, string>();
    for (const [path, { text }] of await read(tree, paths))
      if (text !== null) texts.set(path, text);
    return texts;
  }

  async function releaseAt(rule: ReleasedRule): Promise<boolean> {
    const commit = 'tag' in rule ? await newestTag(repository.git, rule.tag) : null;
    if (commit === null) return false;
    trees.released = (await treeIds(git, [commit]))[0] ?? '';
    return true;
  }

  async function close(): Promise<void> {
    objects.close();
    await workspace.close();
  }

  return {
    base,
    head,
    mergeBase,
    files,
    conflicts,
    requests: 0,
    list,
    read,
    search,
    releaseAt,
    close,
  };
}
