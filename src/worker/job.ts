/** What a webhook asks of the worker about one pull request. */
export interface Job {
  /** `drop` ends a review that waits or runs, because the pull request was closed. */
  readonly task: 'review' | 'drop';
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** The head when the event happened. */
  readonly head: string;
  /** The head before that, when a push moved it. */
  readonly before: string | null;
  readonly draft: boolean;
  /** When the pull request last changed, as GitHub's ISO 8601 text. */
  readonly updatedAt: string;
  /** Id of the webhook delivery, for the log. */
  readonly delivery: string;
}

/** The part of a `pull_request` payload that a job is made from. */
export interface PullRequestPayload {
  readonly action: string;
  readonly before?: string;
  readonly changes?: { readonly base?: unknown };
  readonly installation?: { readonly id: number };
  readonly repository: { readonly name: string; readonly owner: { readonly login: string } };
  readonly pull_request: {
    readonly number: number;
    readonly draft?: boolean | undefined;
    readonly updated_at: string;
    readonly head: { readonly sha: string };
  };
}

/**
 * The job of a `pull_request` event; null where nothing is to do: an edit that keeps the base, and
 * a webhook that does not come from an installation of the app.
 */
export function jobFromPullRequest(delivery: string, payload: PullRequestPayload): Job | null {
  if (!payload.installation) return null;
  if (payload.action === 'edited' && !payload.changes?.base) return null;
  const { number, draft, head, updated_at } = payload.pull_request;
  return {
    task: payload.action === 'closed' ? 'drop' : 'review',
    installation: payload.installation.id,
    owner: payload.repository.owner.login,
    repo: payload.repository.name,
    number,
    head: head.sha,
    before: payload.before ?? null,
    draft: draft ?? false,
    updatedAt: updated_at,
    delivery,
  };
}
