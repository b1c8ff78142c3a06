import type { Store } from '../store/open-store.ts';
import { finishReview, noteCheckRun } from '../store/reviews.ts';
import type { Queue } from './queue.ts';
import type { Records } from './task.ts';

/** What the reviews ask of the database, in the process that keeps it. */
export function createRecords({ db }: Pick<Store, 'db'>, queue: Pick<Queue, 'enqueue'>): Records {
  return {
    enqueue: (job) => queue.enqueue(job),
    opened: (review, checkRun) => noteCheckRun(db, review, checkRun),
    finished: (review, conclusion, found) => finishReview(db, review, conclusion, found),
  };
}
