import type { Answer, RepositoryCall } from '../call.ts';
import { notFound } from '../failure.ts';
import { git } from '../git/git.ts';
import { mergeBase } from '../git/merge.ts';
import { filesBetween, findCommit } from '../history.ts';
import { linkHeader, pageAsked } from '../page.ts';
import { apiUrl, htmlUrl } from '../represent.ts';
import { representCommit } from './commit.ts';
import { representFiles } from './files.ts';

/** Three dots only. The files are those of the first page, whichever page is asked for. */
export async function getComparison(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const [baseName, headName] = call.params.basehead!.split('...');
  const base = baseName ? await findCommit(repository, baseName) : undefined;
  const head = headName ? await findCommit(repository, headName) : undefined;
  const fork = base && head && (await mergeBase(repository.directory, base.sha, head.sha));
  if (!fork) throw notFound();
  const [ahead, behind] = await Promise.all([
    revisions(repository.directory, base.sha, head.sha),
    revisions(repository.directory, head.sha, base.sha),
  ]);
  const { number, size } = pageAsked(call, 250, 250);
  const shown = ahead.slice((number - 1) * size, number * size);
  const show = async (sha: string) =>
    representCommit(world, repository, sha, (await findCommit(repository, sha))!.commit);
  const files = number === 1 ? await filesBetween(repository, fork, head.sha) : [];
  const range = `compare/${base.sha}...${head.sha}`;
  const page = `${htmlUrl(repository)}/compare/${call.params.basehead}`;
  return {
    headers: linkHeader(call, number, Math.max(1, Math.ceil(ahead.length / size))),
    body: {
      url: `${apiUrl(world, repository)}/${range}`,
      html_url: page,
      permalink_url: `${htmlUrl(repository)}/${range}`,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      base_commit: representCommit(world, repository, base.sha, base.commit),
      merge_base_commit: await show(fork),
      status: comparisonStatus(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: await Promise.all(shown.map(show)),
      ...(number === 1
        ? {
            files: representFiles(
              world,
              repository,
              files.slice(0, world.limits.compareFiles),
              head.sha,
            ),
          }
        : {}),
    },
  };
}

/** The commits of `to` that `from` has not, oldest first. */
async function revisions(directory: string, from: string, to: string): Promise<string[]> {
  const printed = await git(directory, ['rev-list', '--reverse', to, `^${from}`]);
  return printed.split('\n').filter(Boolean);
}

function comparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}
