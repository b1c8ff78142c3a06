import { pullOf, type Answer, type RepositoryCall } from '../call.ts';
import { git } from '../git/git.ts';
import { pullFiles } from '../history.ts';
import { page } from '../page.ts';
import { representPull } from '../represent.ts';
import { mergeability } from '../test-merge.ts';
import { representFiles } from './files.ts';

export async function getPull(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const pull = pullOf(call);
  const mergeable = await mergeability(world, pull);
  const files = await pullFiles(pull);
  const { base, head } = pull;
  const commits = await git(repository.directory, [
    'rev-list',
    '--count',
    head.sha,
    `^${base.sha}`,
  ]);
  return {
    body: {
      ...representPull(world, pull),
      mergeable,
      rebaseable: mergeable,
      mergeable_state: mergeableState(mergeable, pull.draft),
      commits: Number(commits),
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
      changed_files: files.length,
      comments: pull.comments.length,
      review_comments: pull.reviews.reduce((sum, review) => sum + review.comments.length, 0),
    },
  };
}

function mergeableState(mergeable: boolean | null, draft: boolean): string {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  return draft ? 'draft' : 'clean';
}

/** Newest first, as GitHub sorts unless asked otherwise; filtered by `state`, `head` and `base`. */
export function getPulls(call: RepositoryCall): Answer {
  const { state = 'open', base, head } = call.query;
  const wanted = call.repository.pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (base === undefined || pull.base.branch === base) &&
      (head === undefined || `${pull.head.repository.owner}:${pull.head.branch}` === head),
  );
  const sorted = call.query.direction === 'asc' ? wanted : wanted.toReversed();
  return page(call, sorted, (pull) => representPull(call.world, pull));
}

export async function getFiles(call: RepositoryCall): Promise<Answer> {
  const pull = pullOf(call);
  const { world, repository } = call;
  const files = (await pullFiles(pull)).slice(0, world.limits.pullFiles);
  return page(call, representFiles(world, repository, files, pull.head.sha), (file) => file);
}
