import { join } from 'node:path';
import { commit, type Files } from './git/commit.ts';
import { git } from './git/git.ts';
import { openObjects } from './git/objects.ts';
import { findCommit } from './history.ts';
import { openPull, type OpenPullOptions, type PullRequest } from './pull.ts';
import { iso } from './represent.ts';
import type { CheckRun, Repository, Role, World } from './state.ts';
import { deliverCheckRun, deliverCheckSuite, install } from './check-events.ts';
import { openMergeGroup, type MergeGroup } from './merge-group.ts';
import { moved } from './moved.ts';

export interface RepositoryOptions {
  owner: string;
  name: string;
  /** The first commit of the default branch. */
  files?: Files;
  /** A git repository, bare or not, to take all branches and tags of. It is only read. */
  git?: string;
  /** `main` when left out. */
  defaultBranch?: string;
  private?: boolean;
  /** Whether the app is installed; it is unless told otherwise. */
  installed?: boolean;
}

export interface PushOptions {
  message?: string;
  /** The parent of the new commit; the branch's tip, or else the default branch's, if left out. */
  from?: string;
}

/** A repository as a person works with it. */
export interface GitHubRepository {
  readonly owner: string;
  readonly name: string;
  /** The bare git repository on disk. */
  readonly directory: string;
  /** All check runs, oldest first, with all annotations that were sent. */
  /** The newest last. */
  readonly deployments: Repository['deployments'];
  readonly checkRuns: readonly CheckRun[];
  readonly collaborators: Map<string, Role>;
  /** The present tip of a branch, or what any other name resolves to. */
  sha(name: string): Promise<string>;
  /** Commits files to a branch (null deletes one) and pushes it. Gives the new SHA. */
  push(branch: string, files: Files, options?: PushOptions): Promise<string>;
  /** Moves a branch to a commit that is there already, forwards or not. */
  setBranch(branch: string, sha: string): Promise<void>;
  openPullRequest(options: OpenPullOptions): Promise<PullRequest>;
  /** Puts pull requests together as a merge queue does. @throws when one conflicts */
  openMergeGroup(numbers: readonly number[]): Promise<MergeGroup>;
  /** Asks for a check run again, or presses one of its buttons. */
  rerun(run: CheckRun, button?: string): Promise<void>;
  /** Asks for all checks of a commit again. */
  rerunAll(sha: string): Promise<void>;
  /** Installs the app: for the first time, or on this repository too. */
  install(how: 'created' | 'added'): Promise<void>;
  /** A fork under another owner, on which the app is not installed. */
  fork(owner: string): Promise<GitHubRepository>;
}

export async function createRepository(
  world: World,
  options: RepositoryOptions,
): Promise<GitHubRepository> {
  const state = await newRepository(world, options, options.git);
  if (options.files) {
    const { defaultBranch: branch } = state;
    const { files } = options;
    const first = { branch, parent: undefined, files, message: 'first', date: world.now() };
    await commit(state.directory, first);
  }
  return driveRepository(world, state);
}

async function newRepository(
  world: World,
  options: RepositoryOptions,
  source: string | undefined,
  parent?: Repository,
): Promise<Repository> {
  const { owner, name, defaultBranch = 'main', installed = true } = options;
  const id = world.nextId();
  const directory = join(world.directory, `${id}.git`);
  if (source) await git(world.directory, ['clone', '-q', '--bare', '--shared', source, directory]);
  else await git(world.directory, ['init', '-q', '--bare', directory]);
  await git(directory, ['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
  if (installed && !world.installations.has(owner)) world.installations.set(owner, world.nextId());
  const repository: Repository = {
    id,
    owner,
    name,
    private: options.private ?? false,
    defaultBranch,
    directory,
    objects: openObjects(directory),
    installed,
    parent,
    createdAt: iso(world.now()),
    pulls: [],
    checkRuns: [],
    deployments: [],
    collaborators: new Map(),
    diffs: new Map(),
  };
  world.repositories.push(repository);
  return repository;
}

function driveRepository(world: World, state: Repository): GitHubRepository {
  const { owner, name, directory, checkRuns, collaborators, defaultBranch, deployments } = state;
  const resolve = async (given: string) => (await findCommit(state, given))?.sha;
  const drive: GitHubRepository = {
    owner,
    name,
    directory,
    checkRuns,
    collaborators,
    deployments,
    async sha(given) {
      const sha = await resolve(given);
      if (!sha) throw new Error(`${owner}/${name} has no commit ${given}`);
      return sha;
    },
    async push(branch, files, { message = `Change ${branch}`, from } = {}) {
      const before = await resolve(`refs/heads/${branch}`);
      const parent = from ?? before ?? (await resolve(`refs/heads/${defaultBranch}`));
      const date = world.now();
      const after = await commit(directory, { branch, parent, files, message, date });
      const forced = before !== undefined && parent !== before;
      await moved(world, state, { branch, before, after, forced });
      return after;
    },
    async setBranch(branch, sha) {
      const before = await resolve(`refs/heads/${branch}`);
      await git(directory, ['update-ref', `refs/heads/${branch}`, sha]);
      await moved(world, state, { branch, before, after: sha, forced: true });
    },
    openMergeGroup: (numbers) => openMergeGroup(world, state, numbers),
    rerun: (run, button) => deliverCheckRun(world, state, run, button),
    rerunAll: (sha) => deliverCheckSuite(world, state, sha),
    install: (how) => install(world, [state], how),
    openPullRequest: (options) => openPull(world, state, drive, options),
    async fork(forkOwner) {
      const options = { owner: forkOwner, name, defaultBranch, installed: false };
      return driveRepository(world, await newRepository(world, options, directory, state));
    },
  };
  return drive;
}
