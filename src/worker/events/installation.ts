import type { Installation } from '../../github/target.ts';
import type { Job } from '../job.ts';

/** The part of an `installation` or `installation_repositories` payload that jobs are made from. */
export interface InstallationPayload {
  readonly installation: { readonly id: number };
  readonly repositories?: readonly InstalledRepository[] | undefined;
  readonly repositories_added?: readonly InstalledRepository[] | undefined;
}

interface InstalledRepository {
  readonly full_name: string;
}

/** In one repository; who has more open waits for the next push to the others. */
const mostPulls = 100;

/**
 * The jobs for the open pull requests of the repositories that the app was installed on, newest first:
 * a required check that was never reported blocks them. They get a check and no comment.
 */
export async function* jobsFromInstallation(
  delivery: string,
  { installation, repositories = [], repositories_added = [] }: InstallationPayload,
  { octokit }: Installation,
): AsyncGenerator<Job> {
  for (const { full_name } of [...repositories, ...repositories_added]) {
    const [owner = '', repo = ''] = full_name.split('/');
    const { data } = await octokit.rest.pulls.list({ owner, repo, per_page: mostPulls });
    for (const { number, head, updated_at } of data) {
      yield {
        installation: installation.id,
        owner,
        repo,
        delivery,
        task: 'review',
        subject: { pull: number },
        head: head.sha,
        before: null,
        comment: 'never',
        updatedAt: updated_at,
      };
    }
  }
}
