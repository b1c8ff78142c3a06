import type { Acceptance } from '../review/acceptances.ts';
import type { FoundFinding, OpenReview } from '../store/reviews.ts';
import type { Errand } from './errand.ts';
import type { Job } from './job.ts';

/** What the process that reviews is asked to do. */
export type Task =
  | {
      readonly kind: 'review';
      readonly job: Job;
      readonly review: OpenReview;
      readonly isLast: boolean;
    }
  | {
      readonly kind: 'close';
      /** The newest job of the subject. */
      readonly job: Job;
      /** Reviews that nobody goes on with. */
      readonly reviews: readonly OpenReview[];
    }
  | { readonly kind: 'errand'; readonly errand: Errand }
  | { readonly kind: 'sweep' };

/**
 * Does one task. It rejects with the signal's reason soon after that aborts, unless this is a
 * `Cancellation`, which ends a review in good order; and with what the queue shall try again.
 */
export type Perform = (task: Task, signal: AbortSignal) => Promise<void>;

/** What the process that reviews asks of the one that keeps the database. */
export interface Records {
  /** Takes a review that an event asks for. */
  enqueue(job: Job): Promise<void>;
  /** What was accepted on the pull request of a job, or on those of its merge group. */
  acceptances(job: Job): Promise<readonly Acceptance[]>;
  /** What the newest finished review of a pull request of `owner/repo` has found; null without one. */
  findings(repository: string, number: number): Promise<readonly FoundFinding[] | null>;
  /** Notes that a person takes a risk. */
  accept(repository: string, number: number, acceptance: Acceptance): Promise<void>;
  /** How many reviews of an installation were begun within the last hour. */
  recentReviews(installation: number): Promise<number>;
  /** Puts reviews that no job goes on with back into the queue, and deletes what is too old. */
  tidy(): Promise<void>;
  /** Notes the check run of a review. */
  opened(review: number, checkRun: number): Promise<void>;
  /** Notes the end of a review. */
  finished(review: number, conclusion: string, found: readonly FoundFinding[]): Promise<void>;
}
