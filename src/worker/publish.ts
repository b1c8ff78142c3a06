import { completeCheckRun } from '../github/check-run.ts';
import { statusOf } from '../github/send-once.ts';
import { publishSummary } from '../github/summary-review.ts';
import { publishSuggestions } from '../github/suggestions.ts';
import { isOurs, mayHaveSuggestions } from '../report/comment.ts';
import { plural } from '../report/findings.ts';
import { fingerprintIn } from '../report/suggestions.ts';
import { renderMarkdown } from '../report/views.ts';
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
async function publishComment(underway: Underway, examined: Examined): Promise<void> {
  const { job, installation, settings, log } = underway;
  if (!('pull' in job.subject)) return;
  const isTime = job.comment === 'always' || (job.comment === 'when-ready' && !examined.isDraft);
  const create = settings.comment && isTime;
  const { owner, repo, head, subject } = job;
  const target = { owner, repo, head, number: subject.pull };

  let hadSuggestions = false;
  const outcome = await trying(log, 'summary', () =>
    publishSummary(installation, target, {
      isSummary: isOurs,
      create,
      render(previous) {
        hadSuggestions = mayHaveSuggestions(previous);
        return examined.comment(previous);
      },
    }),
  );
  // Suggestions lean on the summary, which says why.
  if (outcome === null || outcome === 'absent') return;
  log.info({ summary: outcome }, 'Summary');
  const { suggestions: wanted } = examined;
  if (wanted.length === 0 && !hadSuggestions) return;
  const done = await trying(log, 'suggestions', () =>
    publishSuggestions(installation, target, { wanted, create, fingerprintIn, envelope }),
  );
  if (done) log.info(done, 'Suggestions');
}

function envelope(count: number): string {
  return renderMarkdown('suggestions', { count: plural(count, 'correction') }).trim();
}

/** Null where GitHub did not take it. */
async function trying<Result>(
  log: Underway['log'],
  what: 'summary' | 'suggestions',
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (err) {
    if (statusOf(err) === 403 || statusOf(err) === 422) {
      log.warn({ err }, `GitHub refused the ${what}: is the conversation locked?`);
    } else {
      log.error({ err }, `The ${what} could not be posted`);
    }
    return null;
  }
}
