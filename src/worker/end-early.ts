import { randomBytes } from 'node:crypto';
import { completeCheckRun, type CheckRunOutput, type Conclusion } from '../github/check-run.ts';
import { statusOf } from '../github/send-once.ts';
import { asGitHubError, GitHubError, type GitHubErrorReason } from '../source/github/error.ts';
import { Cancellation } from './cancellation.ts';
import { cancelled, unfinished } from './states.ts';
import type { Underway } from './underway.ts';

/** What may be told to everybody who sees the check run. */
const causes: Readonly<Record<GitHubErrorReason, string>> = {
  gone: 'GitHub does not show, or does not take, something that the review needs.',
  forbidden: 'GitHub does not permit the app what it needs; a new permission may wait for consent.',
  'rate-limited': 'The rate limit of GitHub for this installation is used up.',
  unavailable: 'GitHub did not answer.',
};

/**
 * Completes the check run of a review that did not come to its end, and gives its conclusion. The
 * error's own text can hold anything and goes into the log only, under a reference that the check run
 * names.
 *
 * @throws Octokit's RequestError when GitHub does not answer
 */
export async function endEarly(underway: Underway, error: unknown): Promise<Conclusion> {
  const { signal, log, settings } = underway;
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof Cancellation) {
    const { message } = reason;
    log.info({ reason: message }, 'Ended early');
    return close(underway, 'cancelled', cancelled(message));
  }
  const reference = randomBytes(3).toString('hex');
  log.error({ err: error, reference }, 'Review did not finish');
  const failure = error instanceof GitHubError ? error : asGitHubError(error, 'Publishing');
  const cause =
    failure instanceof GitHubError ? causes[failure.reason] : 'db-review itself failed.';
  return close(underway, settings.onInternalError, unfinished(reference, cause));
}

async function close(
  { installation, target, checkRun, log }: Underway,
  conclusion: Conclusion,
  output: CheckRunOutput,
): Promise<Conclusion> {
  try {
    await completeCheckRun(installation, target, checkRun, conclusion, output, () => {});
  } catch (err) {
    if ((statusOf(err) ?? 0) >= 500) throw err;
    log.warn({ err }, 'The check run could not be closed');
  }
  return conclusion;
}
