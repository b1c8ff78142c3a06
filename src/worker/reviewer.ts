import { arrivedAnnotations, openCheckRun } from '../github/check-run.ts';
import type { Target } from '../github/target.ts';
import type { Wait } from '../github/send-once.ts';
import type { Finding } from '../review/finding.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { defaultSettings } from '../review/settings.ts';
import { readMergeGroup, readPullRequest, type GitHubChange } from '../source/github.ts';
import { asGitHubError, GitHubError } from '../source/github/error.ts';
import type { FoundFinding, OpenReview } from '../store/reviews.ts';
import { Cancellation } from './cancellation.ts';
import type { Connect, SignedIn } from './connect.ts';
import { endEarly } from './end-early.ts';
import { examine, type Examined } from './examine.ts';
import { rerunButton } from './events/rerun.ts';
import { externalIdOf, type Job } from './job.ts';
import { publish } from './publish.ts';
import { readSettings } from './read-settings.ts';
import { retry } from './retry.ts';
import { inProgress } from './states.ts';
import type { Records } from './task.ts';
import type { Log, Underway } from './underway.ts';

export interface ReviewerOptions {
  readonly connect: Connect;
  readonly wait: Wait;
  readonly ports: Ports;
  /** Address of GitHub's pages, without a slash at its end. */
  readonly url: string;
  /** The log of one job, whose lines name repository, pull request, head and delivery. */
  readonly logOf: (job: Job) => Log;
  readonly records: Pick<Records, 'acceptances' | 'opened' | 'finished'>;
  /** Is given each review that was published. */
  readonly onPublished?: (underway: Underway, examined: Examined) => void;
}

/** Which review, and whether it will be tried again when GitHub does not answer. */
interface Wanted {
  readonly job: Job;
  readonly review: OpenReview;
  readonly isLast: boolean;
}

/** Reviews one pull request, or one merge group. */
export type Review = (wanted: Wanted, signal: AbortSignal) => Promise<void>;

/**
 * Makes the function that reviews: opens the check run, reads the change, reviews it by base's
 * configuration, and publishes. A check run that was opened is completed, unless the review shall be
 * tried again or goes to another process; then it stays, and that goes on with it.
 */
export function createReviewer(options: ReviewerOptions): Review {
  const { records, logOf } = options;
  return async ({ job, review, isLast }, signal) => {
    const log = logOf(job);
    const underway = await open(job, review, options, log, signal).catch((err: unknown) => {
      if (!isLast && isPassing(err)) throw err;
      log.error({ err }, 'No check run could be made');
      return null;
    });
    if (!underway) return records.finished(review.id, 'none', []);
    await records.opened(review.id, underway.checkRun);
    try {
      const examined = await reviewThrough(underway, options);
      const { conclusion } = examined.checkRun;
      await records.finished(review.id, conclusion, examined.review.findings.map(storedFinding));
      options.onPublished?.(underway, examined);
    } catch (error) {
      if (signal.aborted && !(signal.reason instanceof Cancellation)) throw error;
      if (!signal.aborted && !isLast && isPassing(error)) throw error;
      await records.finished(review.id, await endEarly(underway, error), []);
    }
  };
}

/** Whether it may go away by itself: GitHub does not answer, or limits the rate. */
function isPassing(error: unknown): boolean {
  const failure = error instanceof GitHubError ? error : asGitHubError(error, '');
  if (!(failure instanceof GitHubError)) return false;
  return failure.reason === 'unavailable' || failure.reason === 'rate-limited';
}

/** Where the check run of a job stands. */
export function targetOf(job: Job): Target {
  const { owner, repo, head, subject } = job;
  const buttons = 'pull' in subject ? [rerunButton] : [];
  return { owner, repo, head, externalId: externalIdOf(job), buttons };
}

/** @throws GitHubError when GitHub does not let a check run be made; then there is nothing to complete */
async function open(
  job: Job,
  review: OpenReview,
  { connect, wait }: ReviewerOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Underway> {
  const target = targetOf(job);
  const attempt = async () => {
    try {
      const installation = await connect(job.installation);
      const known = { job, target, installation, signal, log, settings: defaultSettings };
      if (review.checkRun !== null) {
        const arrived = await arrivedAnnotations(installation, target, review.checkRun);
        return { ...known, checkRun: review.checkRun, arrived };
      }
      const checkRun = await openCheckRun(installation, target, inProgress, (err) =>
        log.warn({ err }, 'GitHub does not list the check runs: one that was left open stays open'),
      );
      return { ...known, checkRun, arrived: null };
    } catch (error) {
      throw asGitHubError(error, `Check run on ${job.head}`);
    }
  };
  return retry(attempt, wait, signal);
}

function readChange(
  octokit: SignedIn['octokit'],
  { owner, repo, head, subject }: Job,
  signal: AbortSignal,
): Promise<GitHubChange> {
  const commit = { owner, repo, head, signal };
  return 'pull' in subject
    ? readPullRequest(octokit, { ...commit, number: subject.pull })
    : readMergeGroup(octokit, { ...commit, ...subject.group });
}

async function reviewThrough(
  underway: Underway,
  { records, ports, url }: ReviewerOptions,
): Promise<Examined> {
  const { job, installation, signal } = underway;
  const { octokit, wait } = installation;

  async function readAndExamine(): Promise<Examined> {
    const change = await readChange(octokit, job, signal);
    // GitHub's answer can also be older than the webhook.
    if (change.superseded && change.updatedAt > (job.updatedAt ?? '')) {
      throw new Cancellation('Superseded by a newer push');
    }
    const configuration = await readSettings(change, ports.checks);
    underway.settings = configuration.settings;
    signal.throwIfAborted();
    const acceptances = await records.acceptances(job);
    return examine(change, configuration, { job, url, ports, acceptances });
  }

  const examined = await retry(readAndExamine, wait, signal);
  signal.throwIfAborted();
  await publish(underway, examined);
  return examined;
}

function storedFinding(finding: Finding): FoundFinding {
  const { fingerprint, check, severity, acceptable, path, line } = finding;
  return { fingerprint, check, severity, acceptable, path, line };
}
