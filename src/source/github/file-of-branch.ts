import { createClient, type Octokit, type Repository } from './client.ts';
import { GitHubError } from './error.ts';

/** A text file at the tip of a branch; null where there is none. Throws `GitHubError`. */
export async function readFileOfBranch(
  octokit: Octokit,
  repository: Repository,
  branch: string,
  path: string,
): Promise<string | null> {
  const client = createClient(octokit, repository, undefined);
  try {
    const { data } = await client.ask(path, (asked, { owner, repo }) =>
      asked.rest.repos.getContent({ owner, repo, path, ref: `refs/heads/${branch}` }),
    );
    if (Array.isArray(data) || data.type !== 'file') return null;
    return Buffer.from(data.content, 'base64').toString();
  } catch (error) {
    if (error instanceof GitHubError && error.reason === 'gone') return null;
    throw error;
  }
}
