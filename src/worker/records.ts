import { accept, acceptancesOf } from '../store/acceptances.ts';
import type { Store } from '../store/open-store.ts';
import { deleteOld } from '../store/retention.ts';
import { finishReview, latestFindings, noteCheckRun, recentReviews } from '../store/reviews.ts';
import type { Job } from './job.ts';
import { keyOf, pullKey } from './order.ts';
import type { Queue } from './queue.ts';
import type { Records } from './task.ts';

/** What the reviews ask of the database, in the process that keeps it. */
export function createRecords(
  { db }: Pick<Store, 'db'>,
  queue: Pick<Queue, 'enqueue' | 'revive'>,
): Records {
  return {
    enqueue: (job) => queue.enqueue(job),
    acceptances: (job) => acceptancesOf(db, acceptanceKeys(job)),
    findings: (repository, number) => latestFindings(db, pullKey(repository, number)),
    accept: (repository, number, acceptance) => accept(db, pullKey(repository, number), acceptance),
    recentReviews: (installation) => recentReviews(db, installation),
    async tidy() {
      await queue.revive();
      await deleteOld(db);
    },
    opened: (review, checkRun) => noteCheckRun(db, review, checkRun),
    finished: (review, conclusion, found) => finishReview(db, review, conclusion, found),
  };
}

/** A merge group inherits what was accepted on its pull request. */
function acceptanceKeys(job: Job): readonly string[] {
  if ('pull' in job.subject) return [keyOf(job)];
  const { pull } = job.subject.group;
  return pull === null ? [] : [pullKey(`${job.owner}/${job.repo}`, pull)];
}
