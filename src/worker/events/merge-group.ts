import { type EventSource, type Job, originOf } from '../job.ts';

/** The part of a `merge_group` payload that a job is made from. */
export interface MergeGroupPayload extends EventSource {
  readonly action: string;
  readonly merge_group: {
    readonly head_sha: string;
    /** `refs/heads/gh-readonly-queue/main/pr-12-` and a commit; the pull request is the last of it. */
    readonly head_ref: string;
    readonly base_sha: string;
    /** `refs/heads/main` */
    readonly base_ref: string;
  };
}

/** The job of a `merge_group` event: the review of all of the group against its base, or its end. */
export function jobFromMergeGroup(delivery: string, payload: MergeGroupPayload): Job | null {
  const origin = originOf(delivery, payload);
  if (!origin) return null;
  const { head_sha, head_ref, base_sha, base_ref } = payload.merge_group;
  const last = /\/pr-(\d+)-[0-9a-f]+$/.exec(head_ref)?.[1];
  const pull = last === undefined ? null : Number(last);
  const branch = base_ref.replace(/^refs\/heads\//, '');
  return {
    ...origin,
    task: payload.action === 'destroyed' ? 'drop' : 'review',
    subject: { group: { base: base_sha, branch, pull } },
    head: head_sha,
    before: null,
    comment: 'never',
    updatedAt: null,
  };
}
