import type { Probot } from 'probot';
import { jobFromPullRequest } from './worker/job.ts';
import type { Queue } from './worker/queue.ts';

/**
 * The app function for Probot: turns GitHub's events into jobs. GitHub counts a delivery as failed
 * after ten seconds, so a job is only handed over here and done in the background.
 */
export function createApp(queue: Queue): (probot: Probot) => void {
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
      async ({ id, payload, log }) => {
        const job = jobFromPullRequest(id, payload);
        if (!job) return;
        const { task, owner, repo, number, head, delivery } = job;
        log.info({ task, repository: `${owner}/${repo}`, pullRequest: number, head, delivery });
        await queue.add(job);
      },
    );
  };
}
