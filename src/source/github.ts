import type { Blob, Change, Tree, TreeEntry } from '../review/change.ts';
import type { ReleasedRule } from '../review/settings.ts';
import { isCode, searchArchive } from './github/archive.ts';
import { createBlobReader } from './github/blobs.ts';
import { changedFiles } from './github/changed-files.ts';
import { createClient, type Client, type Octokit } from './github/client.ts';
import { compare, type Comparison } from './github/comparison.ts';
import { GitHubError } from './github/error.ts';
import { createMergedReader } from './github/merged-reader.ts';
import { mergeTrees } from './github/merge-trees.ts';
import { getPullRequest, type PullRequest } from './github/pull-request.ts';
import { createTestMerge } from './github/test-merge.ts';
import { filesToReadAhead } from './github/read-ahead.ts';
import { findRelease } from './github/release.ts';
import { listTrees, type Files } from './github/trees.ts';

interface CommitOptions {
  /** Owner of the repository that the change goes to; a fork is never asked. */
  readonly owner: string;
  readonly repo: string;
  /** Stops the reading before its next request; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PullRequestOptions extends CommitOptions {
  readonly number: number;
  /** The commit to review, as a webhook names it; the pull request's head when left out. */
  readonly head?: string | undefined;
}

export interface MergeGroupOptions extends CommitOptions {
  readonly head: string;
  /** The commit that the group is put upon. */
  readonly base: string;
  /** Name of the branch that it goes to. */
  readonly branch: string;
}

export interface GitHubChange extends Change {
  readonly base: string;
  readonly head: string;
  /** Null when base and head have no common ancestor. */
  readonly mergeBase: string | null;
  /** Whether the pull request's head is another commit. */
  readonly superseded: boolean;
  /** When GitHub last saw the pull request change, as its ISO 8601 text. */
  readonly updatedAt: string;
  /** The branch that it goes to. */
  readonly baseBranch: string;
  readonly isDraft: boolean;
  /** Whether its commits come from another repository. */
  readonly isFork: boolean;
  /** Lets what was released by a tag or a deployment count as applied; false where there is none. */
  releaseAt(rule: ReleasedRule): Promise<boolean>;
}

const noFiles: Files = new Map();

/**
 * Reads a pull request at exact commits through GitHub's API. The base is the tip of its branch at
 * the time of reading. `conflicts` is complete for what was read of `merged`. Throws `GitHubError`.
 */
export async function readPullRequest(
  octokit: Octokit,
  { owner, repo, number, head, signal }: PullRequestOptions,
): Promise<GitHubChange> {
  const client = createClient(octokit, { owner, repo }, signal);
  const pull = await getPullRequest(client, number);
  return readChange(client, pull, head ?? pull.head);
}

/**
 * Reads what a merge queue has put together: everything between its base and its head. Throws
 * `GitHubError`.
 */
export async function readMergeGroup(
  octokit: Octokit,
  { owner, repo, head, base, branch, signal }: MergeGroupOptions,
): Promise<GitHubChange> {
  const client = createClient(octokit, { owner, repo }, signal);
  const { data } = await client.ask('The repository', (asked, names) =>
    asked.rest.repos.get({ ...names }),
  );
  const group: PullRequest = {
    number: null,
    isDraft: false,
    isFork: false,
    baseBranch: branch,
    recordedBase: base,
    head,
    updatedAt: '',
    defaultBranch: data.default_branch,
    mergeable: false,
  };
  return readChange(client, group, head);
}

async function readChange(client: Client, pull: PullRequest, head: string): Promise<GitHubChange> {
  const comparison = await compareWithBase(client, pull, head);
  const base = comparison?.base ?? pull.recordedBase;
  const mergeBase = comparison?.mergeBase ?? null;
  const released = await findReleased(client, pull, base);

  const commits = [mergeBase, base, head, released].filter((commit) => commit !== null);
  const changedPaths = comparison?.paths ?? null;
  const listed = await listTrees(client, commits, changedPaths);
  const filesOf = (commit: string | null): Files =>
    (commit === null ? undefined : listed.get(commit)) ?? noFiles;
  const sides = { mergeBase: filesOf(mergeBase), base: filesOf(base), head: filesOf(head) };
  const mergedTree = mergeTrees(sides, comparison?.renames ?? new Map());
  const trees: Record<Tree, Files> = {
    ...sides,
    merged: mergedTree.files,
    released: filesOf(released),
  };

  const files = changedFiles(sides.mergeBase, sides.head, comparison);
  const blobs = createBlobReader(client);
  const testMerge = createTestMerge(client, blobs, pull, { base, head });
  const merged = createMergedReader(blobs, testMerge, mergedTree);
  const ahead = filesToReadAhead(
    files.map(({ path }) => path),
    [sides.head, sides.mergeBase, sides.base, trees.released],
  );
  const searched = new Map<string, ReturnType<typeof searchArchive>>();
  let isFirstRead = true;

  function readAhead(): void {
    if (!isFirstRead) return;
    isFirstRead = false;
    // Whoever reads one of these files hears of a failure.
    blobs.read(ahead).catch(() => {});
  }

  async function list(tree: Tree): Promise<readonly TreeEntry[]> {
    return [...trees[tree]].map(([path, { oid }]) => ({ path, oid }));
  }

  async function read(tree: Tree, paths: readonly string[]): Promise<ReadonlyMap<string, Blob>> {
    readAhead();
    if (tree === 'merged') return merged.read(paths);
    const found = paths.flatMap((path) => {
      const file = trees[tree].get(path);
      return file ? [{ path, file }] : [];
    });
    const contents = await blobs.read(found.map(({ file }) => file));
    return new Map(found.map(({ path }, index) => [path, contents[index] as Blob]));
  }

  /** Through the archive of head; what another tree has differently is read file by file. */
  async function search(tree: Tree, words: readonly string[]): Promise<Map<string, string>> {
    const key = JSON.stringify([...words].sort());
    const searching = searched.get(key) ?? searchArchive(client, head, words);
    searched.set(key, searching);
    const inHead = await searching;
    const found = new Map<string, string>();
    const others: string[] = [];
    for (const [path, { oid }] of trees[tree]) {
      if (!isCode(path)) continue;
      const text = inHead.get(path);
      if (sides.head.get(path)?.oid !== oid) others.push(path);
      else if (text !== undefined) found.set(path, text);
    }
    for (const [path, { text }] of await read(tree, others)) {
      if (text !== null && words.some((word) => text.includes(word))) found.set(path, text);
    }
    return found;
  }

  async function releaseAt(rule: ReleasedRule): Promise<boolean> {
    const commit = await findRelease(client, rule);
    if (commit === null) return false;
    const files =
      listed.get(commit) ?? (await listTrees(client, [commit], changedPaths)).get(commit);
    trees.released = files ?? noFiles;
    return true;
  }

  return {
    base,
    head,
    mergeBase,
    files,
    releaseAt,
    conflicts: merged.conflicts,
    superseded: head !== pull.head,
    updatedAt: pull.updatedAt,
    baseBranch: pull.baseBranch,
    isDraft: pull.isDraft,
    isFork: pull.isFork,
    get requests() {
      return client.requests;
    },
    list,
    read,
    search,
  };
}

/**
 * The branch is compared by its name, since that tells its tip; one that is deleted, as it was last. A
 * merge group goes upon a commit, not upon the tip.
 */
async function compareWithBase(
  client: Client,
  { number, baseBranch, recordedBase }: PullRequest,
  head: string,
): Promise<Comparison | null> {
  if (number === null) return compare(client, recordedBase, head);
  try {
    return await compare(client, baseBranch, head);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.reason !== 'gone') throw error;
    return compare(client, recordedBase, head);
  }
}

/** The default branch's history counts as applied; any other branch's, from where it left that one. */
async function findReleased(
  client: Client,
  { baseBranch, defaultBranch }: PullRequest,
  base: string,
): Promise<string | null> {
  if (baseBranch === defaultBranch) return base;
  const comparison = await compare(client, defaultBranch, base);
  return comparison?.mergeBase ?? null;
}
