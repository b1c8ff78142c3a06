import type { Probot } from 'probot';
import { commandOf } from './worker/comments/answer-command.ts';
import type { Errand } from './worker/errand.ts';
import { errandOf } from './worker/events/errand-of.ts';
import { jobFromMergeGroup } from './worker/events/merge-group.ts';
import { jobFromPullRequest } from './worker/events/pull-request.ts';
import { jobFromCheckRun } from './worker/events/rerun.ts';
import { fieldsOf, type Job } from './worker/job.ts';
import type { Queue } from './worker/queue.ts';
import type { Log } from './worker/underway.ts';

export interface AppOptions {
  readonly queue: Pick<Queue, 'add'>;
  /** Deletes what is known of an installation. */
  readonly forget: (installation: number) => Promise<void>;
}

/** The parts of Probot's context that are used for every event. */
interface Event {
  readonly id: string;
  readonly name: string;
  readonly log: Log;
}

/**
 * The app function for Probot: turns GitHub's events into work. GitHub counts a delivery as failed
 * after ten seconds, so work is only stored here. The answer waits for that: what was answered is safe.
 */
export function createApp({ queue, forget }: AppOptions): (probot: Probot) => void {
  async function store({ id, name, log }: Event, work: Parameters<Queue['add']>[1]): Promise<void> {
    try {
      await queue.add({ id, event: name }, work);
    } catch (err) {
      log.error({ err }, 'The event could not be stored');
      // Answered with 500, so that GitHub counts the delivery as failed and it can come again.
      throw new Error('not stored');
    }
  }
  async function review(event: Event, job: Job | null): Promise<void> {
    if (!job) return;
    event.log.info({ task: job.task, ...fieldsOf(job) });
    await store(event, { job });
  }
  async function run(event: Event, errand: Errand | null): Promise<void> {
    if (errand) await store(event, { errand });
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
      (event) => review(event, jobFromPullRequest(event.id, event.payload)),
    );
    probot.on(['merge_group.checks_requested', 'merge_group.destroyed'], (event) =>
      review(event, jobFromMergeGroup(event.id, event.payload)),
    );
    probot.on(['check_run.rerequested', 'check_run.requested_action'], (event) =>
      review(event, jobFromCheckRun(event.id, event.payload)),
    );
    probot.on('check_suite.rerequested', (event) =>
      run(event, errandOf.suite(event.id, event.payload)),
    );
    probot.on(['installation.created', 'installation_repositories.added'], (event) =>
      run(event, errandOf.installation(event.id, event.payload)),
    );
    probot.on('push', (event) => run(event, errandOf.push(event.id, event.payload)));
    probot.on('installation.deleted', ({ payload }) => forget(payload.installation.id));
    probot.on('issue_comment.created', async (event) => {
      if (commandOf(event.payload)) await run(event, errandOf.command(event.id, event.payload));
    });
  };
}
