import type { Probot } from 'probot';
import type { Target } from '../github/target.ts';
import type { Settings } from '../review/settings.ts';
import type { SignedIn } from './connect.ts';
import type { Job } from './job.ts';

export type Log = Pick<Probot['log'], 'info' | 'warn' | 'error'>;

/** A review on its way: for which job, where it writes and as whom, and its check run. */
export interface Underway {
  readonly job: Job;
  readonly target: Target;
  readonly installation: SignedIn;
  readonly checkRun: number;
  /** Its annotations that stand there with a conclusion already; null when it has none. */
  readonly arrived: number | null;
  /** Aborts with a `Cancellation`. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The defaults until base's configuration was read. */
  settings: Settings;
}
