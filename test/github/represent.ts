import { createRequire } from 'node:module';
import type { Pull, Repository, World } from './state.ts';

export type Json = Record<string, unknown>;

interface Example {
  action?: string;
  pull_request: Json;
  repository: Json;
}

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
  name: string;
  examples: Json[];
}[];

/** GitHub's example payload of an event, the first that a test accepts. */
export function example(event: string, accept: (payload: Json) => boolean = () => true): Json {
  const found = definitions.find(({ name }) => name === event)?.examples.find(accept);
  if (!found) throw new Error(`@octokit/webhooks-examples has no ${event} like that`);
  return structuredClone(found);
}

const opened = example('pull_request', ({ action }) => action === 'opened') as unknown as Example;

export function iso(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString('base64');
}

/** What a person sees in a browser; the API's address is `world.url`. */
export function htmlUrl(repository: Repository): string {
  return `https://github.com/${repository.owner}/${repository.name}`;
}

export function apiUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${repository.owner}/${repository.name}`;
}

/** A user, an organisation, or the app's bot when the login ends in `[bot]`. */
export function representUser(world: World, login: string): Json {
  if (!world.users.has(login)) world.users.set(login, world.nextId());
  const id = world.users.get(login)!;
  const user = rewritten(opened.pull_request.user, world, { owner: login });
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { ...user, id, node_id: nodeId('User', id), type };
}

export function representRepository(world: World, repository: Repository): Json {
  const { repo } = opened.pull_request.base as { repo: Json };
  return {
    ...rewritten(repo, world, repository),
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    owner: representUser(world, repository.owner),
    private: repository.private,
    fork: repository.parent !== undefined,
    visibility: repository.private ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
    open_issues: openPulls(repository),
    open_issues_count: openPulls(repository),
    has_discussions: false,
    network_count: 0,
    subscribers_count: 0,
  };
}

function openPulls(repository: Repository): number {
  return repository.pulls.filter(({ state }) => state === 'open').length;
}

/** The part of a pull request that its lists, its payloads and its own page share. */
export function representPull(world: World, pull: Pull): Json {
  const { repository, head, base } = pull;
  return {
    ...rewritten(opened.pull_request, world, repository, pull),
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: representUser(world, pull.author),
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merged: pull.mergedAt !== null,
    merge_commit_sha: pull.mergeCommit ?? pull.test.last,
    head: side(world, head.repository, head.branch, head.sha),
    base: side(world, repository, base.branch, base.sha),
    author_association: head.repository === repository ? 'MEMBER' : 'CONTRIBUTOR',
    auto_merge: null,
    active_lock_reason: null,
  };
}

function side(world: World, repository: Repository, branch: string, sha: string): Json {
  return {
    label: `${repository.owner}:${branch}`,
    ref: branch,
    sha,
    user: representUser(world, repository.owner),
    repo: representRepository(world, repository),
  };
}

/** The example with its addresses and names turned into ours. */
function rewritten(
  value: unknown,
  world: World,
  { owner, name }: { owner: string; name?: string },
  pull?: Pull,
): Json {
  const text = JSON.stringify(value)
    .replaceAll('https://api.github.com', world.url)
    .replaceAll('Codertocat', owner)
    .replaceAll('Hello-World', name ?? 'Hello-World')
    .replaceAll(/\/(pulls?|issues)\/2\b/g, `/$1/${pull?.number ?? 2}`)
    .replaceAll(/\/statuses\/[0-9a-f]{40}/g, `/statuses/${pull?.head.sha ?? ''}`);
  return JSON.parse(text) as Json;
}
