import { completeCheckRun } from '../github/check-run.ts';
import { statusOf } from '../github/send-once.ts';
import { publishSummary } from '../github/summary-review.ts';
import { isOurs } from '../report/comment.ts';
import type { Examined } from './examine.ts';
import type { Underway } from './underway.ts';

/**
 * Completes the check run, then keeps the summary. The verdict stands in the check run, so a summary
 * that GitHub refuses is only logged.
 *
 * @throws Octokit's RequestError when the check run cannot be completed
 */
export async function publish(underway: Underway, examined: Examined): Promise<void> {
  const { target, installation, checkRun, arrived, signal, log } = underway;
  const { conclusion, ...output } = examined.checkRun;
  const { verdict, findings, statistics } = examined.review;

  const onLost = (lost: number, err: unknown) =>
    log.error({ err, lost }, 'Annotations could not be posted');
  await completeCheckRun(installation, target, checkRun, conclusion, output, onLost, arrived);
  log.info({ conclusion, verdict, findings: findings.length, statistics }, 'Reviewed');
  if (!signal.aborted) await publishComment(underway, examined);
}

/**
 * A draft gets no new summary, nor does a repository that wants none; one that stands is kept true. A
 * merge group has no conversation.
 */
async function publishComment(underway: Underway, { comment, isDraft }: Examined): Promise<void> {
  const { job, installation, settings, log } = underway;
  if (!('pull' in job.subject)) return;
  const isTime = job.comment === 'always' || (job.comment === 'when-ready' && !isDraft);
  const { owner, repo, head, subject } = job;
  try {
    const summary = { isSummary: isOurs, render: comment, create: settings.comment && isTime };
    const target = { owner, repo, head, number: subject.pull };
    const outcome = await publishSummary(installation, target, summary);
    log.info({ summary: outcome }, 'Summary');
  } catch (err) {
    if (statusOf(err) === 403 || statusOf(err) === 422) {
      log.warn({ err }, 'GitHub refused the summary: is the conversation locked?');
    } else {
      log.error({ err }, 'The summary could not be posted');
    }
  }
}
