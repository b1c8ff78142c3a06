import { type EventSource, type Job, originOf } from '../job.ts';

/** The part of a `pull_request` payload that a job is made from. */
export interface PullRequestPayload extends EventSource {
  readonly action: string;
  readonly before?: string;
  readonly changes?: { readonly base?: unknown };
  readonly pull_request: {
    readonly number: number;
    readonly updated_at: string;
    readonly head: { readonly sha: string };
  };
}

/**
 * The job of a `pull_request` event; null where nothing is to do: an edit that keeps the base, and
 * a webhook that does not come from an installation of the app.
 */
export function jobFromPullRequest(delivery: string, payload: PullRequestPayload): Job | null {
  const origin = originOf(delivery, payload);
  if (!origin) return null;
  if (payload.action === 'edited' && !payload.changes?.base) return null;
  const { number, head, updated_at } = payload.pull_request;
  return {
    ...origin,
    task: payload.action === 'closed' ? 'drop' : 'review',
    subject: { pull: number },
    head: head.sha,
    before: payload.before ?? null,
    comment: 'when-ready',
    updatedAt: updated_at,
  };
}
