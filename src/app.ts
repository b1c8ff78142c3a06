import type { Probot } from 'probot';
import type { CheckEntry } from './review/check.ts';
import { answerCommand, commandOf } from './worker/comments/answer-command.ts';
import type { Connect } from './worker/connect.ts';
import type { Errands } from './worker/errands.ts';
import { jobsFromCheckSuite } from './worker/events/check-suite.ts';
import { jobsFromInstallation } from './worker/events/installation.ts';
import { jobFromMergeGroup } from './worker/events/merge-group.ts';
import { jobFromPullRequest } from './worker/events/pull-request.ts';
import { jobFromCheckRun } from './worker/events/rerun.ts';
import { fieldsOf, type Job } from './worker/job.ts';
import type { Queue } from './worker/queue.ts';
import type { Log } from './worker/underway.ts';

export interface AppOptions {
  readonly queue: Pick<Queue, 'add'>;
  /** Where what needs requests before there is a job is done. */
  readonly errands: Pick<Errands, 'add'>;
  readonly connect: Connect;
  readonly checks: readonly CheckEntry[];
}

/**
 * The app function for Probot: turns GitHub's events into jobs. GitHub counts a delivery as failed
 * after ten seconds, so a job is only handed over here and done in the background.
 */
export function createApp({
  queue,
  errands,
  connect,
  checks,
}: AppOptions): (probot: Probot) => void {
  async function enqueue(log: Log, job: Job | null): Promise<void> {
    if (!job) return;
    log.info({ task: job.task, ...fieldsOf(job) });
    await queue.add(job);
  }

  return (probot) => {
    probot.on(
      [
        'pull_request.opened',
        'pull_request.synchronize',
        'pull_request.reopened',
        'pull_request.ready_for_review',
        'pull_request.edited',
        'pull_request.closed',
      ],
      ({ id, payload, log }) => enqueue(log, jobFromPullRequest(id, payload)),
    );
    probot.on(['merge_group.checks_requested', 'merge_group.destroyed'], ({ id, payload, log }) =>
      enqueue(log, jobFromMergeGroup(id, payload)),
    );
    probot.on(['check_run.rerequested', 'check_run.requested_action'], ({ id, payload, log }) =>
      enqueue(log, jobFromCheckRun(id, payload)),
    );
    probot.on('check_suite.rerequested', ({ id, payload, log }) => {
      const { installation } = payload;
      if (!installation) return;
      errands.add(log, async () => {
        const jobs = await jobsFromCheckSuite(id, payload, await connect(installation.id));
        for (const job of jobs) await enqueue(log, job);
      });
    });
    probot.on(['installation.created', 'installation_repositories.added'], ({ id, payload, log }) =>
      errands.add(log, async () => {
        const installation = await connect(payload.installation.id);
        for await (const job of jobsFromInstallation(id, payload, installation)) {
          await enqueue(log, job);
        }
      }),
    );
    probot.on('issue_comment.created', ({ id, payload, log }) => {
      const command = commandOf(payload);
      const { installation } = payload;
      if (!command || !installation) return;
      errands.add(log, async () => {
        const signedIn = await connect(installation.id);
        const take = (job: Job) => enqueue(log, job);
        await answerCommand(id, payload, command, {
          installation: signedIn,
          checks,
          log,
          enqueue: take,
        });
      });
    });
  };
}
