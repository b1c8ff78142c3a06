import { openCheckRun, startCheckRun } from '../github/check-run.ts';
import type { Wait } from '../github/send-once.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { defaultSettings } from '../review/settings.ts';
import { readMergeGroup, readPullRequest, type GitHubChange } from '../source/github.ts';
import { asGitHubError } from '../source/github/error.ts';
import { Cancellation } from './cancellation.ts';
import type { Connect, SignedIn } from './connect.ts';
import { endEarly } from './end-early.ts';
import { examine, type Examined } from './examine.ts';
import { rerunButton } from './events/rerun.ts';
import { externalIdOf, type Job } from './job.ts';
import { publish } from './publish.ts';
import type { Run } from './queue.ts';
import { readSettings } from './read-settings.ts';
import { retry } from './retry.ts';
import { inProgress, queued } from './states.ts';
import type { Log, Underway } from './underway.ts';

export interface ReviewerOptions {
  readonly connect: Connect;
  readonly wait: Wait;
  readonly ports: Ports;
  /** Address of GitHub's pages, without a slash at its end. */
  readonly url: string;
  /** The log of one job, whose lines name repository, pull request, head and delivery. */
  readonly logOf: (job: Job) => Log;
}

/**
 * Makes the function that reviews one pull request, or one merge group: opens the check run, waits for its turn, reads
 * the change, reviews it by base's configuration, and publishes. A check run that was opened is
 * completed, whatever happens.
 */
export function createReviewer({ connect, wait, ports, url, logOf }: ReviewerOptions): Run {
  return async (job, signal, turn) => {
    const log = logOf(job);
    const underway = await open(job, connect, wait, log, signal);
    if (!underway) return;
    try {
      await turn(() => reviewInTurn(underway, ports, url));
    } catch (error) {
      await endEarly(underway, error);
    }
  };
}

/** Null when GitHub does not let a check run be made; then there is nothing to complete. */
async function open(
  job: Job,
  connect: Connect,
  wait: Wait,
  log: Log,
  signal: AbortSignal,
): Promise<Underway | null> {
  const { owner, repo, head, subject } = job;
  const buttons = 'pull' in subject ? [rerunButton] : [];
  const target = { owner, repo, head, externalId: externalIdOf(job), buttons };
  const attempt = async () => {
    try {
      const installation = await connect(job.installation);
      const checkRun = await openCheckRun(installation, target, queued, (err) =>
        log.warn({ err }, 'GitHub does not list the check runs: one that was left open stays open'),
      );
      return { job, target, installation, checkRun, signal, log, settings: defaultSettings };
    } catch (error) {
      throw asGitHubError(error, `Check run on ${head}`);
    }
  };
  try {
    return await retry(attempt, wait, signal);
  } catch (err) {
    log.error({ err }, 'No check run could be made');
    return null;
  }
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

async function reviewInTurn(underway: Underway, ports: Ports, url: string): Promise<void> {
  const { job, target, installation, checkRun, signal, log } = underway;
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
    return examine(change, configuration, { job, url, ports });
  }

  await startCheckRun(installation, target, checkRun, inProgress).catch((err: unknown) =>
    log.warn({ err }, 'The check run could not be set to in_progress'),
  );
  const examined = await retry(readAndExamine, wait, signal);
  signal.throwIfAborted();
  await publish(underway, examined);
}
