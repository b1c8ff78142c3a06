import { openCheckRun } from '../../github/check-run.ts';
import { statusOf } from '../../github/send-once.ts';
import type { Installation } from '../../github/target.ts';
import { type EventSource, type Job, originOf } from '../job.ts';
import { targetOf } from '../reviewer.ts';
import { judgedAgain } from '../states.ts';
import type { Log } from '../underway.ts';

/** The part of a `push` payload that is needed. */
export interface PushPayload extends EventSource {
  /** `refs/heads/main` */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly deleted?: boolean | undefined;
}

/** One page of pull requests. */
const mostPulls = 100;

/**
 * Reviews of one installation in an hour after which pushes start none: GitHub takes 500 new contents
 * an hour, and those of people come first.
 */
const mostPerHour = 150;

/** Whether a push can change what open pull requests would do: it moves the default branch. */
export function movesDefaultBranch({ ref, deleted, repository }: PushPayload): boolean {
  return !deleted && ref === `refs/heads/${repository?.default_branch}`;
}

interface PushContext {
  readonly installation: Installation;
  readonly log: Log;
  /** How many reviews of the installation were begun within the last hour. */
  readonly recentReviews: number;
}

/**
 * The jobs that judge open pull requests again after a push to the branch that they go to, newest
 * first, where the push changes migrations. The check run of each is made anew before it is given, so
 * that what was green by then cannot be merged meanwhile.
 *
 * @throws Octokit's RequestError
 */
export async function* jobsFromPush(
  delivery: string,
  payload: PushPayload,
  { installation, log, recentReviews }: PushContext,
): AsyncGenerator<Job> {
  const origin = originOf(delivery, payload);
  if (!origin || !(await changesMigrations(payload, origin, installation))) return;
  const { owner, repo } = origin;
  const base = payload.ref.replace(/^refs\/heads\//, '');
  const { data } = await installation.octokit.rest.pulls.list({
    owner,
    repo,
    base,
    sort: 'updated',
    direction: 'desc',
    per_page: mostPulls,
  });
  const room = Math.max(0, mostPerHour - recentReviews);
  if (data.length > room) log.warn({ left: data.length - room }, 'Too many reviews in this hour');
  for (const { number, head, updated_at } of data.slice(0, room)) {
    const job: Job = {
      ...origin,
      task: 'review',
      subject: { pull: number },
      head: head.sha,
      before: null,
      comment: 'when-ready',
      updatedAt: updated_at,
    };
    try {
      await openCheckRun(installation, targetOf(job), judgedAgain, () => {});
    } catch (err) {
      if ((statusOf(err) ?? 500) >= 500) throw err;
      log.warn({ err, pullRequest: number }, 'The check run could not be made');
    }
    yield job;
  }
}

/**
 * Whether files of a migrations folder changed. GitHub lists the first 300 files; a push of more is
 * taken for one that does.
 */
async function changesMigrations(
  { before, after }: PushPayload,
  { owner, repo }: Pick<Job, 'owner' | 'repo'>,
  { octokit }: Installation,
): Promise<boolean> {
  if (/^0+$/.test(before)) return false;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead: `${before}...${after}`,
  });
  const files = data.files ?? [];
  return files.length >= 300 || files.some(({ filename }) => isOfMigrations(filename));
}

/** By their names, since which projects there are is only known to a review. */
function isOfMigrations(path: string): boolean {
  return path.endsWith('.sql') || /(?:^|\/)meta\/(?:_journal|\d+_snapshot)\.json$/.test(path);
}
