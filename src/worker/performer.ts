import type { ProbotOctokit } from 'probot';
import type { CheckEntry } from '../review/check.ts';
import { closeAbandoned } from './close-abandoned.ts';
import { answerCommand, commandOf } from './comments/answer-command.ts';
import type { Connect } from './connect.ts';
import type { Errand } from './errand.ts';
import { jobsFromCheckSuite } from './events/check-suite.ts';
import { jobsFromInstallation } from './events/installation.ts';
import { jobsFromPush } from './events/push.ts';
import { fieldsOf } from './job.ts';
import { redeliver } from './redeliver.ts';
import { createReviewer, type ReviewerOptions } from './reviewer.ts';
import type { Perform, Records } from './task.ts';
import type { Log } from './underway.ts';

export interface PerformerOptions extends Omit<ReviewerOptions, 'logOf' | 'records'> {
  readonly connect: Connect;
  /** Signs in as the app itself. */
  readonly asApp: () => Promise<ProbotOctokit>;
  readonly checks: readonly CheckEntry[];
  readonly records: Records;
  readonly log: Log & { child(fields: object): Log };
}

/** Makes the function that does all that needs GitHub. */
export function createPerformer(options: PerformerOptions): Perform {
  const { log, records } = options;
  const review = createReviewer({ ...options, logOf: (job) => log.child(fieldsOf(job)) });
  return async (task, signal) => {
    if (task.kind === 'review') return review(task, signal);
    if (task.kind === 'errand') return performErrand(task.errand, options);
    if (task.kind === 'sweep') {
      await records.tidy();
      return redeliver(await options.asApp(), log);
    }
    const { job, reviews } = task;
    return closeAbandoned(job, reviews, { ...options, log: log.child(fieldsOf(job)), records });
  };
}

async function performErrand(errand: Errand, options: PerformerOptions): Promise<void> {
  const { connect, checks, records } = options;
  const { delivery } = errand;
  const log = options.log.child({ delivery });
  const installation = await connect(errand.installation);
  if (errand.kind === 'suite') {
    for (const job of await jobsFromCheckSuite(delivery, errand.payload, installation)) {
      await records.enqueue(job);
    }
  } else if (errand.kind === 'installation') {
    for await (const job of jobsFromInstallation(delivery, errand.payload, installation)) {
      await records.enqueue(job);
    }
  } else if (errand.kind === 'push') {
    const recentReviews = await records.recentReviews(errand.installation);
    const context = { installation, log, recentReviews };
    for await (const job of jobsFromPush(delivery, errand.payload, context)) {
      await records.enqueue(job);
    }
  } else {
    const command = commandOf(errand.payload);
    if (!command) return;
    const { ports } = options;
    await answerCommand(delivery, errand.payload, command, {
      installation,
      checks,
      ports,
      log,
      records,
    });
  }
}
