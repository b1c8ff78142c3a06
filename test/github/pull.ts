import type { Files } from './git/commit.ts';
import { git } from './git/git.ts';
import { mergeCommit } from './git/merge.ts';
import { tip } from './history.ts';
import { fetchHead, moved } from './moved.ts';
import type { GitHubRepository, PushOptions } from './repository.ts';
import { apiUrl, example, iso, representUser, type Json } from './represent.ts';
import { representComment } from './rest/comments.ts';
import type { CheckRun, Comment, Pull, Repository, Review, ReviewComment, World } from './state.ts';
import { commonPayload, deliver, deliverPull } from './webhooks.ts';

export interface OpenPullOptions {
  /** The branch. */
  head: string;
  /** The default branch when left out. */
  base?: string;
  title?: string;
  body?: string;
  draft?: boolean;
  /** The fork that the head branch is in; the repository itself when left out. */
  fork?: GitHubRepository;
  /** A login; the owner of the head repository when left out. */
  author?: string;
}

/** A pull request as a person works with it. Each method tells the app, and waits for its answer. */
export interface PullRequest {
  readonly number: number;
  /** The head's present SHA. */
  readonly head: string;
  readonly title: string;
  /** The check runs on the present head, oldest first. */
  readonly checkRuns: readonly CheckRun[];
  readonly reviews: readonly Review[];
  readonly comments: readonly Comment[];
  /** Commits to the head branch. Gives the new SHA. */
  push(files: Files, options?: PushOptions): Promise<string>;
  close(): Promise<void>;
  reopen(): Promise<void>;
  readyForReview(): Promise<void>;
  /** Changes the branch that it goes to. */
  retarget(base: string): Promise<void>;
  retitle(title: string): Promise<void>;
  /** Somebody comments: by their login. */
  comment(author: string, body: string): Promise<Comment>;
  /** Somebody answers a line comment. */
  replyTo(comment: ReviewComment, author: string, body: string): void;
  /** Merges with a merge commit. @throws when it conflicts */
  merge(): Promise<string>;
}

export async function openPull(
  world: World,
  repository: Repository,
  drive: GitHubRepository,
  options: OpenPullOptions,
): Promise<PullRequest> {
  const branch = options.base ?? repository.defaultBranch;
  const home = options.fork ?? drive;
  const source = world.repositories.find(({ directory }) => directory === home.directory)!;
  const now = iso(world.now());
  const pull: Pull = {
    id: world.nextId(),
    number: repository.pulls.length + 1,
    repository,
    author: options.author ?? source.owner,
    createdAt: now,
    updatedAt: now,
    head: {
      repository: source,
      branch: options.head,
      sha: await tip(source, options.head),
    },
    base: { branch, sha: await tip(repository, branch) },
    title: options.title ?? options.head,
    body: options.body ?? null,
    draft: options.draft ?? false,
    state: 'open',
    closedAt: null,
    mergedAt: null,
    mergeCommit: null,
    test: { of: undefined, result: undefined, last: null },
    reviews: [],
    comments: [],
  };
  repository.pulls.push(pull);
  await fetchHead(pull);
  await deliverPull(world, pull, 'opened');
  return drivePull(world, pull, home);
}

function drivePull(world: World, pull: Pull, home: GitHubRepository): PullRequest {
  const { repository } = pull;
  const tell = (action: string, more = {}) => {
    pull.updatedAt = iso(world.now());
    return deliverPull(world, pull, action, more);
  };
  return {
    number: pull.number,
    reviews: pull.reviews,
    comments: pull.comments,
    get head() {
      return pull.head.sha;
    },
    get title() {
      return pull.title;
    },
    get checkRuns() {
      return repository.checkRuns.filter(({ headSha }) => headSha === pull.head.sha);
    },
    push: (files, options) => home.push(pull.head.branch, files, options),
    async close() {
      pull.state = 'closed';
      pull.closedAt = iso(world.now());
      await tell('closed');
    },
    async reopen() {
      pull.state = 'open';
      pull.closedAt = null;
      await tell('reopened');
    },
    async readyForReview() {
      pull.draft = false;
      await tell('ready_for_review');
    },
    async retarget(branch) {
      const from = pull.base;
      pull.base = { branch, sha: await tip(repository, branch) };
      const changes = { base: { ref: { from: from.branch }, sha: { from: from.sha } } };
      await tell('edited', { changes });
    },
    async retitle(title) {
      const changes = { title: { from: pull.title } };
      pull.title = title;
      await tell('edited', { changes });
    },
    comment: (author, body) => comment(world, pull, author, body),
    replyTo({ id, path }, author, body) {
      const at = iso(world.now());
      const review = pull.reviews.find(({ comments }) => comments.some((each) => each.id === id))!;
      review.comments.push({
        id: world.nextId(),
        createdAt: at,
        path,
        body,
        author,
        in_reply_to_id: id,
      });
    },
    merge: () => merge(world, pull),
  };
}

async function comment(world: World, pull: Pull, author: string, body: string): Promise<Comment> {
  const at = iso(world.now());
  const written = { id: world.nextId(), author, createdAt: at, updatedAt: at, body, reactions: [] };
  pull.comments.push(written);
  const { issue } = example('issue_comment') as { issue: Json };
  await deliver(world, 'issue_comment', {
    action: 'created',
    issue: {
      ...issue,
      number: pull.number,
      state: pull.state,
      user: representUser(world, pull.author),
      pull_request: { url: `${apiUrl(world, pull.repository)}/pulls/${pull.number}` },
    },
    comment: representComment(world, pull.repository, pull, written),
    ...commonPayload(world, pull.repository, author),
  });
  return written;
}

async function merge(world: World, pull: Pull): Promise<string> {
  const { repository, base, head } = pull;
  const before = await tip(repository, base.branch);
  const after = await mergeCommit(repository.directory, before, head.sha, world.now());
  if (after === null) throw new Error(`Pull request ${pull.number} conflicts`);
  await git(repository.directory, ['update-ref', `refs/heads/${base.branch}`, after]);
  pull.base.sha = before;
  pull.state = 'closed';
  pull.mergeCommit = after;
  pull.mergedAt = pull.closedAt = pull.updatedAt = iso(world.now());
  await moved(world, repository, { branch: base.branch, before, after, forced: false });
  await deliverPull(world, pull, 'closed');
  return after;
}
