import { pullFiles } from '../history.ts';
import { htmlUrl, nodeId } from '../represent.ts';
import type { Pull, World } from '../state.ts';
import { mergeability } from '../test-merge.ts';
import { connection } from './connection.ts';
import { objectField } from './objects.ts';
import { refField } from './repository.ts';

/** `Repository.pullRequest`. */
export function pullField(world: World, pull: Pull) {
  const { repository, head, base } = pull;
  const files = () => pullFiles(pull);
  let asked: Promise<boolean | null> | undefined;
  // Once in a query: `mergeable` and `potentialMergeCommit` must agree.
  const merges = () => (asked ??= mergeability(world, pull));
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', pull.id),
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: `${htmlUrl(repository)}/pull/${pull.number}`,
    state: pull.mergedAt ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    closed: pull.state === 'closed',
    isCrossRepository: head.repository !== repository,
    baseRefName: base.branch,
    headRefName: head.branch,
    baseRefOid: base.sha,
    headRefOid: head.sha,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    baseRef: () => refField(world, repository, `refs/heads/${base.branch}`),
    headRef: () =>
      head.repository === repository
        ? refField(world, repository, `refs/heads/${head.branch}`)
        : null,
    mergeable: async () => {
      const mergeable = await merges();
      if (mergeable === null) return 'UNKNOWN';
      return mergeable ? 'MERGEABLE' : 'CONFLICTING';
    },
    potentialMergeCommit: async () => {
      await merges();
      return pull.test.last === null ? null : objectField(world, repository, pull.test.last);
    },
    changedFiles: async () => (await files()).length,
    additions: async () => (await files()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await files()).reduce((sum, file) => sum + file.deletions, 0),
    files: async (window: { first?: number; after?: string }) => {
      const changed = (await files()).slice(0, world.limits.pullFiles);
      return connection(
        changed.map(({ path, status, additions, deletions }) => ({
          path,
          additions,
          deletions,
          changeType: changeTypes[status],
        })),
        window,
      );
    },
  };
}

const changeTypes = {
  added: 'ADDED',
  removed: 'DELETED',
  modified: 'MODIFIED',
  renamed: 'RENAMED',
  changed: 'CHANGED',
} as const;
