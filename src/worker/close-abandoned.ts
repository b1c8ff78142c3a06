import { completeCheckRun, findOpenCheckRun } from '../github/check-run.ts';
import type { OpenReview } from '../store/reviews.ts';
import type { Connect } from './connect.ts';
import type { Job } from './job.ts';
import { reasonOf } from './order.ts';
import { targetOf } from './reviewer.ts';
import { cancelled } from './states.ts';
import type { Records } from './task.ts';
import { statusOf } from '../github/send-once.ts';
import type { Log } from './underway.ts';

interface Context {
  readonly connect: Connect;
  readonly records: Pick<Records, 'finished'>;
  readonly log: Log;
}

/**
 * Completes the check runs of reviews whose process was killed, and which nobody goes on with since a
 * newer job has taken their place.
 *
 * @throws Octokit's RequestError
 */
export async function closeAbandoned(
  job: Job,
  reviews: readonly OpenReview[],
  { connect, records, log }: Context,
): Promise<void> {
  const installation = await connect(job.installation);
  for (const { id, head, checkRun } of reviews) {
    const target = targetOf({ ...job, head });
    try {
      const open = checkRun ?? (await findOpenCheckRun(installation, target));
      const output = cancelled(reasonOf(job, { head }));
      if (open !== null) {
        await completeCheckRun(installation, target, open, 'cancelled', output, () => {});
      }
    } catch (err) {
      const status = statusOf(err);
      if (status !== 403 && status !== 404) throw err;
      log.warn({ err, head }, 'A check run that was left open could not be closed');
    }
    await records.finished(id, 'cancelled', []);
  }
}
