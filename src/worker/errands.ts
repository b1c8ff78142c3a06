import PQueue from 'p-queue';
import type { Log } from './underway.ts';

/** Small things that are done in the background, so that a webhook is answered at once. */
export interface Errands {
  /** Takes work and returns at once; what it throws is logged. */
  add(log: Log, work: () => Promise<void>): void;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

/** Each costs a few requests. */
const concurrency = 4;

export function createErrands(): Errands {
  const places = new PQueue({ concurrency });
  return {
    add(log, work) {
      void places.add(async () => {
        try {
          await work();
        } catch (err) {
          log.error({ err }, 'An event could not be dealt with');
        }
      });
    },
    idle: () => places.onIdle(),
  };
}
