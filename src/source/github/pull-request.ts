import type { Client } from './client.ts';

/** A pull request as it stands now, or a merge group that is read like one. */
export interface PullRequest {
  /** Null for a merge group. */
  readonly number: number | null;
  readonly isDraft: boolean;
  /** Whether its commits come from another repository, or from one that is gone. */
  readonly isFork: boolean;
  /** Name of the branch that it goes to. */
  readonly baseBranch: string;
  /** A commit of that branch, not always its tip: GitHub renews it only now and then. */
  readonly recordedBase: string;
  readonly head: string;
  readonly updatedAt: string;
  readonly defaultBranch: string;
  /** Null while GitHub is still trying the merge; asking makes it try. */
  readonly mergeable: boolean | null;
}

export async function getPullRequest(client: Client, number: number): Promise<PullRequest> {
  const { data } = await client.ask(`Pull request #${number}`, (octokit, repository) =>
    octokit.rest.pulls.get({ ...repository, pull_number: number }),
  );
  return {
    number,
    isDraft: data.draft ?? false,
    isFork: data.head.repo?.id !== data.base.repo.id,
    baseBranch: data.base.ref,
    recordedBase: data.base.sha,
    head: data.head.sha,
    updatedAt: data.updated_at,
    defaultBranch: data.base.repo.default_branch,
    mergeable: data.mergeable,
  };
}
