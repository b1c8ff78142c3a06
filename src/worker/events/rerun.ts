import { type EventSource, type Job, originOf, subjectOf } from '../job.ts';

/** The button that asks for another review. */
export const rerunButton = {
  label: 'Re-run review',
  description: 'Reviews this commit once more',
  identifier: 'rerun',
} as const;

/** The part of a `check_run` payload, rerequested or a button pressed, that a job is made from. */
export interface CheckRunPayload extends EventSource {
  readonly action: string;
  readonly requested_action?: { readonly identifier?: string } | undefined;
  readonly check_run: { readonly head_sha: string; readonly external_id: string | null };
}

/** The job of a check run that is to be done again; null for another button. */
export function jobFromCheckRun(delivery: string, payload: CheckRunPayload): Job | null {
  const { action, requested_action, check_run } = payload;
  if (action === 'requested_action' && requested_action?.identifier !== rerunButton.identifier) {
    return null;
  }
  const origin = originOf(delivery, payload);
  return origin && rerunOf(origin, check_run);
}

/** The job that does the review of a check run of ours again; null for one that is not ours. */
export function rerunOf(
  origin: Pick<Job, 'installation' | 'owner' | 'repo' | 'delivery'>,
  { head_sha, external_id }: CheckRunPayload['check_run'],
): Job | null {
  const subject = subjectOf(external_id);
  if (!subject) return null;
  return {
    ...origin,
    task: 'review',
    subject,
    head: head_sha,
    before: null,
    comment: 'when-ready',
    updatedAt: null,
  };
}
