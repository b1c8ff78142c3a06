import type { Installation } from './target.ts';

/**
 * Whether a person may write to a repository, by GitHub's own answer: `author_association` shows
 * members of an organisation as strangers, and strangers as contributors.
 */
export async function mayWrite(
  { octokit }: Installation,
  repository: { readonly owner: string; readonly repo: string },
  username: string,
): Promise<boolean> {
  const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
    ...repository,
    username,
  });
  return data.permission === 'admin' || data.permission === 'write';
}
