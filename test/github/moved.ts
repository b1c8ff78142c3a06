import { git } from './git/git.ts';
import { iso } from './represent.ts';
import type { Pull, Repository, World } from './state.ts';
import { tip } from './history.ts';
import { deliverPull, deliverPush, type Push } from './webhooks.ts';

/** What follows from a push: the event, and the pull requests whose head the branch is. */
export async function moved(world: World, repository: Repository, push: Push): Promise<void> {
  await deliverPush(world, repository, push);
  const pulls = world.repositories
    .flatMap((candidate) => candidate.pulls)
    .filter(
      ({ head, state }) =>
        state === 'open' && head.repository === repository && head.branch === push.branch,
    );
  for (const pull of pulls) {
    pull.head.sha = push.after;
    pull.base.sha = await tip(pull.repository, pull.base.branch);
    pull.updatedAt = iso(world.now());
    await fetchHead(pull);
    await deliverPull(world, pull, 'synchronize', { before: push.before, after: push.after });
  }
}

/** Makes the head readable through the base repository, as `refs/pull/N/head`. */
export async function fetchHead(pull: Pull): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  const { repository, sha } = pull.head;
  if (repository === pull.repository) {
    await git(repository.directory, ['update-ref', ref, sha]);
    return;
  }
  const branch = `+refs/heads/${pull.head.branch}:${ref}`;
  await git(pull.repository.directory, ['fetch', '-q', '--no-tags', repository.directory, branch]);
}
