import { git } from './git/git.ts';
import { mergeCommit } from './git/merge.ts';
import { tip } from './history.ts';
import type { Pull, World } from './state.ts';

/**
 * Whether a pull request merges. The first read after a push to base or head answers null and sets
 * the test merge going; the next one waits for it and knows.
 */
export async function mergeability(world: World, pull: Pull): Promise<boolean | null> {
  if (pull.state === 'closed') return null;
  const base = await tip(pull.repository, pull.base.branch);
  const of = `${base} ${pull.head.sha}`;
  const { test } = pull;
  if (test.of === of) {
    test.last = await test.result!;
    return test.last !== null;
  }
  test.of = of;
  test.result = merge(world, pull, base);
  test.result.catch(() => {});
  return null;
}

async function merge(world: World, pull: Pull, base: string): Promise<string | null> {
  const { directory } = pull.repository;
  const commit = await mergeCommit(directory, base, pull.head.sha, world.now());
  const ref = `refs/pull/${pull.number}/merge`;
  await git(directory, commit ? ['update-ref', ref, commit] : ['update-ref', '-d', ref]);
  return commit;
}
