import { git } from './git/git.ts';
import { mergeCommit } from './git/merge.ts';
import { tip } from './history.ts';
import { example, type Json } from './represent.ts';
import type { CheckRun, Repository, World } from './state.ts';
import { commonPayload, deliver } from './webhooks.ts';

/** What a merge queue has put together, and waits for the checks of. */
export interface MergeGroup {
  readonly base: string;
  readonly head: string;
  readonly checkRuns: readonly CheckRun[];
  /** Takes it out of the queue. */
  destroy(): Promise<void>;
}

/**
 * Puts pull requests upon the default branch, one after the other, as a merge queue does, and asks
 * for checks of the result.
 *
 * @throws when one conflicts
 */
export async function openMergeGroup(
  world: World,
  repository: Repository,
  numbers: readonly number[],
): Promise<MergeGroup> {
  const branch = repository.defaultBranch;
  const base = await tip(repository, branch);
  let head = base;
  for (const number of numbers) {
    const pull = repository.pulls.find((each) => each.number === number)!;
    const merged = await mergeCommit(repository.directory, head, pull.head.sha, world.now());
    if (merged === null) throw new Error(`Pull request ${number} conflicts`);
    head = merged;
  }
  const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${numbers.at(-1)}-${base}`;
  await git(repository.directory, ['update-ref', ref, head]);
  const { merge_group } = example('merge_group') as { merge_group: Json };
  const payload = {
    merge_group: {
      ...merge_group,
      head_sha: head,
      head_ref: ref,
      base_sha: base,
      base_ref: `refs/heads/${branch}`,
    },
    ...commonPayload(world, repository, 'github-merge-queue[bot]'),
  };
  await deliver(world, 'merge_group', { action: 'checks_requested', ...payload });
  return {
    base,
    head,
    get checkRuns() {
      return repository.checkRuns.filter(({ headSha }) => headSha === head);
    },
    async destroy() {
      await git(repository.directory, ['update-ref', '-d', ref]);
      await deliver(world, 'merge_group', {
        action: 'destroyed',
        reason: 'dequeued',
        ...payload,
      });
    },
  };
}
