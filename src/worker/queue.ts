import PQueue from 'p-queue';
import { Cancellation } from './cancellation.ts';
import type { Job } from './job.ts';

/** Runs work when the queue has a free place; rejects with the signal's reason when that comes first. */
export type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Does one job. What waits for `turn` counts against the queue's limit; what comes before it is done
 * at once. It ends soon after the signal aborts, and rejects only for what nobody foresaw.
 */
export type Run = (job: Job, signal: AbortSignal, turn: Turn) => Promise<void>;

/** Takes jobs and does them in the background. */
export interface Queue {
  /** Takes a job and returns at once. It takes the place of older jobs of the same pull request. */
  add(job: Job): void | Promise<void>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
  /** Takes no more jobs and ends when all are done; after `patience` milliseconds it aborts the rest. */
  drain(patience: number): Promise<void>;
}

interface Latest {
  readonly job: Job;
  readonly controller: AbortController;
  /** Settles when the job, and all older ones of its pull request, are done. */
  readonly done: Promise<void>;
}

export interface QueueOptions {
  readonly run: Run;
  /** Reviews at the same time. */
  readonly concurrency: number;
  /** Told of an error that a run did not handle. */
  readonly onError: (job: Job, error: unknown) => void;
}

/**
 * A queue in this process's memory. Per pull request there is at most one run: a newer job aborts the
 * older one and begins when that has ended.
 */
export function createQueue({ run, concurrency, onError }: QueueOptions): Queue {
  const places = new PQueue({ concurrency });
  const latest = new Map<string, Latest>();
  let open = true;

  function add(job: Job): void {
    if (!open) return;
    const key = keyOf(job);
    const older = latest.get(key);
    if (older && isOlder(job, older.job)) return;
    older?.controller.abort(new Cancellation(reasonOf(job, older.job)));
    if (job.task === 'drop') return;

    const controller = new AbortController();
    const done = doAfter(older?.done, job, controller.signal).finally(() => {
      if (latest.get(key)?.controller === controller) latest.delete(key);
    });
    latest.set(key, { job, controller, done });
  }

  async function doAfter(older: Promise<void> | undefined, job: Job, signal: AbortSignal) {
    await older;
    if (signal.aborted) return;
    try {
      await run(job, signal, (work) => takeTurn(places, signal, work));
    } catch (error) {
      onError(job, error);
    }
  }

  async function idle(): Promise<void> {
    while (latest.size > 0) await Promise.all([...latest.values()].map(({ done }) => done));
  }

  async function drain(patience: number): Promise<void> {
    open = false;
    const timer = setTimeout(() => {
      const reason = new Cancellation('Stopped: db-review was restarted');
      for (const { controller } of latest.values()) controller.abort(reason);
    }, patience);
    await idle();
    clearTimeout(timer);
  }

  return { add, idle, drain };
}

/** The signal removes what waits; what runs must keep its place until it ends by itself. */
async function takeTurn<Result>(
  places: PQueue,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const waiting = new AbortController();
  const leave = () => waiting.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', leave);
  const start = () => {
    signal.removeEventListener('abort', leave);
    return work();
  };
  return places.add(start, { signal: waiting.signal });
}

function keyOf({ owner, repo, subject, head }: Job): string {
  return `${owner}/${repo}#${'pull' in subject ? subject.pull : head}`;
}

/**
 * Deliveries come in any order, and GitHub's times are in whole seconds; where an event does not tell
 * its time, the order in which they came counts.
 */
function isOlder(job: Job, than: Job): boolean {
  if (job.updatedAt === null || than.updatedAt === null) return false;
  if (job.updatedAt !== than.updatedAt) return job.updatedAt < than.updatedAt;
  return job.head !== than.head && job.head === than.before;
}

function reasonOf(job: Job, older: Job): string {
  if (job.task === 'drop') {
    return 'pull' in job.subject ? 'Pull request was closed' : 'Merge group is gone';
  }
  if (job.head === older.head) return 'Started again';
  return `Superseded by ${job.head.slice(0, 7)}`;
}
