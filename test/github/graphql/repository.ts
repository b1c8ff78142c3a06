import { visibleRepository, type Caller } from '../auth.ts';
import { findCommit } from '../history.ts';
import { allows, type Level } from '../permissions.ts';
import { htmlUrl, nodeId } from '../represent.ts';
import type { Repository, World } from '../state.ts';
import { git } from '../git/git.ts';
import { connection } from './connection.ts';
import { objectField } from './objects.ts';
import { pullField } from './pull.ts';
import { Refusal } from './refusal.ts';

/** `Query.repository`. */
export function repositoryField(
  world: World,
  caller: Caller & { app: false },
  owner: string,
  name: string,
) {
  const repository = visibleRepository(world, caller, owner, name);
  if (!repository) {
    const message = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
    throw new Refusal('NOT_FOUND', message);
  }
  const need = (permission: string, level: Level) => {
    if (allows(caller.token.permissions, [[permission, level]])) return;
    throw new Refusal('FORBIDDEN', 'Resource not accessible by integration');
  };
  return {
    id: nodeId('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: `${repository.owner}/${repository.name}`,
    url: htmlUrl(repository),
    isPrivate: repository.private,
    isFork: repository.parent !== undefined,
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      need('contents', 'read');
      return objectField(world, repository, oid ?? expression ?? '');
    },
    defaultBranchRef: () => {
      need('contents', 'read');
      return refField(world, repository, `refs/heads/${repository.defaultBranch}`);
    },
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      need('contents', 'read');
      return refField(world, repository, qualifiedName);
    },
    refs: async (window: { refPrefix: string; first?: number; after?: string }) => {
      need('contents', 'read');
      const names = await tagsByDate(repository);
      const refs = await Promise.all(
        names.map((name) => refField(world, repository, `${window.refPrefix}${name}`)),
      );
      return connection(refs, window);
    },
    deployments: ({ environments, ...window }: { environments: string[]; first?: number }) => {
      need('deployments', 'read');
      const own = repository.deployments.filter((each) => environments.includes(each.environment));
      const nodes = own.toReversed().map(({ sha, state }) => ({ commitOid: sha, state }));
      return connection(nodes, window);
    },
    pullRequest: ({ number }: { number: number }) => {
      need('pull_requests', 'read');
      const pull = repository.pulls.find((candidate) => candidate.number === number);
      if (pull) return pullField(world, pull);
      const message = `Could not resolve to a PullRequest with the number of ${number}.`;
      throw new Refusal('NOT_FOUND', message);
    },
  };
}

/** The tags whose commits are the newest first. */
async function tagsByDate({ directory }: Repository): Promise<string[]> {
  const args = ['for-each-ref', '--sort=-creatordate', '--format=%(refname:strip=2)', 'refs/tags'];
  const output = await git(directory, args);
  return output
    .toString()
    .split('\n')
    .filter((name) => name !== '');
}

/** A short name means a branch, as GitHub reads it. */
export async function refField(world: World, repository: Repository, given: string) {
  const name = given.startsWith('refs/') ? given : `refs/heads/${given}`;
  const found = await findCommit(repository, name);
  if (!found) return null;
  const prefix = /^refs\/[^/]+\//.exec(name)![0];
  return {
    id: nodeId(`Ref:${name}`, repository.id),
    name: name.slice(prefix.length),
    prefix,
    target: () => objectField(world, repository, found.sha),
  };
}
