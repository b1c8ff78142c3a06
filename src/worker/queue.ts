import { sql } from 'drizzle-orm';
import { fromDrizzle, type JobWithMetadata, PgBoss } from 'pg-boss';
import { noteDelivery } from '../store/deliveries.ts';
import type { Database, Store } from '../store/open-store.ts';
import { abandonedReviews, beginReview, unfinishedSubjects } from '../store/reviews.ts';
import { newestOf, want } from '../store/subjects.ts';
import { Cancellation } from './cancellation.ts';
import type { Errand } from './errand.ts';
import { fieldsOf, type Job } from './job.ts';
import { keyOf, reasonOf, staysAgainst } from './order.ts';
import type { Perform } from './task.ts';
import type { Log } from './underway.ts';

/** What a webhook asks for. */
export type Work = { readonly job: Job } | { readonly errand: Errand };

/** Stores work in the app's database, and does it in the background. */
export interface Queue {
  /**
   * Stores what a delivery asks for, together with the delivery. When it returns, the work is safe.
   * A delivery that was stored before is not stored again.
   */
  add(delivery: { readonly id: string; readonly event: string }, work: Work): Promise<void>;
  /** Stores a review. It takes the place of older ones of the same pull request. */
  enqueue(job: Job): Promise<void>;
  /** Lets reviews that were begun, and that no job goes on with, be done. */
  revive(): Promise<void>;
  /** Looks for what was lost: deliveries that failed, reviews that no process goes on with. */
  sweep(): Promise<void>;
  /** Begins to do what is stored. */
  start(): Promise<void>;
  /** How many jobs wait or run, by queue. */
  waiting(): Promise<readonly { readonly queue: string; readonly jobs: number }[]>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
  /** Begins nothing more; what still runs after `patience` milliseconds goes back into the queue. */
  stop(patience: number): Promise<void>;
}

export interface QueueOptions {
  readonly store: Store;
  readonly perform: Perform;
  /** Reviews at the same time in this process, and of them for one installation. */
  readonly concurrency: number;
  readonly perInstallation: number;
  /** How often work is begun at most, and seconds before the second time, which double each time. */
  readonly attempts?: number;
  readonly delay?: number;
  readonly log: Log;
}

const reviewQueue = 'reviews';
const errandQueue = 'errands';
const sweepQueue = 'sweeps';
const queues = [reviewQueue, errandQueue, sweepQueue];

/** Errands at the same time; each costs a few requests. */
const errandConcurrency = 4;

/** In seconds: a process that was silent for so long was killed, and others take its jobs over. */
const heartbeatSeconds = 20;

/** In seconds: longest time for one attempt. */
const expireInSeconds = 1800;

/** In milliseconds: how often a run asks whether another process has stored something newer. */
const lookInterval = 2_000;

interface Running {
  readonly controller: AbortController;
  job: Job | null;
  revision: number;
}

/**
 * A queue on pg-boss in the app's own database. A job of pg-boss only says which pull request is to be
 * looked at; what is wanted of it stands in `subjects`, so that the newest push counts, however often
 * and in whichever process it is looked at. Of one pull request at most one job runs and one waits.
 */
export async function createQueue(options: QueueOptions): Promise<Queue> {
  const { store, perform, log, attempts = 6, delay = 10 } = options;
  const { db } = store;
  const boss = new PgBoss({
    ...store.boss,
    useListenNotify: true,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
  boss.on('error', (err) => log.error({ err }, 'The queue has a problem'));
  const running = new Map<string, Running>();
  const underway = new Set<Promise<void>>();

  await boss.start();
  await boss.createQueue(reviewQueue, { notify: true, policy: 'stately' });
  await boss.createQueue(errandQueue, { notify: true });
  await boss.createQueue(sweepQueue, { notify: true });
  // Said with each job, since a queue keeps what it was made with.
  const terms = {
    retryLimit: attempts - 1,
    retryDelay: delay,
    ...(delay > 0 && { retryBackoff: true, retryDelayMax: 300 }),
    heartbeatSeconds,
    expireInSeconds,
  };
  // Looked up now, since PGlite has one connection, which a transaction keeps for itself.
  for (const name of queues) await boss.getQueueStats(name);

  async function put(tx: Database, work: Work): Promise<(() => void) | null> {
    const inside = { ...terms, db: fromDrizzle(tx, sql) };
    if ('errand' in work) {
      const { errand } = work;
      const group = { id: String(errand.installation) };
      await boss.send(errandQueue, errand, { ...inside, group });
      return null;
    }
    const { job } = work;
    const key = keyOf(job);
    const { installation, owner, repo } = job;
    const revision = await want(tx, { key, installation, owner, repo, job }, (newest) =>
      staysAgainst(newest as Job, job),
    );
    if (revision === null) return null;
    const group = { id: String(installation) };
    await boss.send(reviewQueue, { key }, { ...inside, group, singletonKey: key });
    return () => tellRunning(key, job, revision);
  }

  function tellRunning(key: string, job: Job, revision: number): void {
    const run = running.get(key);
    if (!run || run.revision >= revision) return;
    run.revision = revision;
    if (run.job) run.controller.abort(new Cancellation(reasonOf(job, run.job)));
  }

  async function look(): Promise<void> {
    if (running.size === 0) return;
    for (const { key, job, revision } of await newestOf(db, [...running.keys()])) {
      tellRunning(key, job as Job, revision);
    }
  }
  const timer = setInterval(
    () => void look().catch((err: unknown) => log.error({ err }, 'The database does not answer')),
    lookInterval,
  );

  async function add(
    delivery: { readonly id: string; readonly event: string },
    work: Work,
  ): Promise<void> {
    const tell = await db.transaction(async (tx) =>
      (await noteDelivery(tx, delivery.id, delivery.event)) ? put(tx, work) : null,
    );
    tell?.();
  }

  async function enqueue(job: Job): Promise<void> {
    const tell = await db.transaction((tx) => put(tx, { job }));
    tell?.();
  }

  async function doReview(taken: JobWithMetadata<{ key: string }>): Promise<void> {
    const { key } = taken.data;
    const run: Running = { controller: new AbortController(), job: null, revision: 0 };
    running.set(key, run);
    try {
      const [newest] = await newestOf(db, [key]);
      if (!newest) return;
      const job = newest.job as Job;
      const { revision } = newest;
      if (run.revision > revision) return;
      Object.assign(run, { job, revision });
      const signal = AbortSignal.any([taken.signal, run.controller.signal]);
      const reviews = await abandonedReviews(db, key, revision);
      if (reviews.length > 0) await perform({ kind: 'close', job, reviews }, signal);
      if (job.task === 'drop') return;
      const review = await beginReview(db, key, revision, job.head);
      if (review.isDone) return;
      const isLast = taken.retryCount >= taken.retryLimit;
      await perform({ kind: 'review', job, review, isLast }, signal);
    } catch (err) {
      log.warn({ err, ...(run.job && fieldsOf(run.job)) }, 'Goes back into the queue');
      throw err;
    } finally {
      running.delete(key);
    }
  }

  async function revive(): Promise<void> {
    for (const { key, installation } of await unfinishedSubjects(db)) {
      const group = { id: String(installation) };
      // Not stored where one waits already; one that runs is looked at once more when it has ended.
      await boss.send(reviewQueue, { key }, { ...terms, group, singletonKey: key });
    }
  }

  async function sweep(): Promise<void> {
    // Several processes ask for it; one a minute is enough.
    const once = { singletonKey: 'sweep', singletonSeconds: 60 };
    await boss.send(sweepQueue, null, { ...terms, retryLimit: 0, ...once });
  }

  async function doErrand({ data, signal }: JobWithMetadata<Errand>): Promise<void> {
    const { kind, delivery } = data;
    try {
      await perform({ kind: 'errand', errand: data }, signal);
    } catch (err) {
      log.error({ err, errand: kind, delivery }, 'An event could not be dealt with');
      throw err;
    }
  }

  /** Looks for more at once when a place has become free. */
  async function occupied<Data>(
    [taken]: JobWithMetadata<Data>[],
    work: (taken: JobWithMetadata<Data>) => Promise<void>,
  ): Promise<void> {
    const done = work(taken!);
    underway.add(done);
    try {
      await done;
    } finally {
      underway.delete(done);
      for (const { id } of boss.getWipData({ includeInternal: true })) boss.notifyWorker(id);
    }
  }

  async function start(): Promise<void> {
    if (!store.isShared) await takeBack(boss);
    const { concurrency, perInstallation } = options;
    const asked = { includeMetadata: true, pollingIntervalSeconds: 2 } as const;
    const reviews = {
      ...asked,
      localConcurrency: concurrency,
      localGroupConcurrency: Math.min(perInstallation, concurrency),
    };
    await boss.work<{ key: string }, void, typeof reviews>(reviewQueue, reviews, (jobs) =>
      occupied(jobs, doReview),
    );
    const errands = { ...asked, localConcurrency: errandConcurrency };
    await boss.work<Errand, void, typeof errands>(errandQueue, errands, (jobs) =>
      occupied(jobs, doErrand),
    );
    await boss.work<null, void, typeof asked>(sweepQueue, asked, (jobs) =>
      occupied(jobs, ({ signal }) => perform({ kind: 'sweep' }, signal)),
    );
  }

  async function idle(): Promise<void> {
    while (underway.size > 0 || (await waiting()).some(({ jobs }) => jobs > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function waiting(): ReturnType<Queue['waiting']> {
    const { rows } = await boss.getDb().executeSql(
      `SELECT queue, count(job.id)::int AS jobs FROM unnest($1::text[]) AS queue
       LEFT JOIN pgboss.job ON job.name = queue AND job.state < 'completed' GROUP BY queue`,
      [queues],
    );
    return rows as { queue: string; jobs: number }[];
  }

  async function stop(patience: number): Promise<void> {
    clearInterval(timer);
    await boss.stop({ graceful: true, timeout: patience });
    await Promise.allSettled(underway);
  }

  return { add, enqueue, revive, sweep, waiting, start, idle, stop };
}

/**
 * Takes what a killed process was doing, without waiting for its heartbeat to stop, where no other
 * process can be doing it. Of two jobs that say the same, which pg-boss does not allow, one goes.
 */
async function takeBack(boss: PgBoss): Promise<void> {
  const mine = `name = ANY($1) AND state = 'active'`;
  const twice = `SELECT singleton_key FROM pgboss.job WHERE name = ANY($1) AND state = 'retry'`;
  const db = boss.getDb();
  await db.executeSql(`DELETE FROM pgboss.job WHERE ${mine} AND singleton_key IN (${twice})`, [
    queues,
  ]);
  await db.executeSql(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE ${mine}`, [
    queues,
  ]);
}
