import type { Job } from './job.ts';

/** What one job after the other is about: a pull request, or one head of a merge queue. */
export function keyOf({ owner, repo, subject, head }: Job): string {
  const repository = `${owner}/${repo}`.toLowerCase();
  return 'pull' in subject ? pullKey(repository, subject.pull) : `${repository}@${head}`;
}

/** The key of a pull request in `owner/repo`. */
export function pullKey(repository: string, number: number): string {
  return `${repository.toLowerCase()}#${number}`;
}

/**
 * Whether a job changes nothing about the one that is the newest. Deliveries come in any order, and
 * GitHub's times are in whole seconds; where an event does not tell its time, the order in which they
 * came counts. What an event asked for twice, since the process was killed in between, is one job.
 */
export function staysAgainst(newest: Job, job: Job): boolean {
  if (job.delivery === newest.delivery && job.head === newest.head) return true;
  if (job.updatedAt === null || newest.updatedAt === null) return false;
  if (job.updatedAt !== newest.updatedAt) return job.updatedAt < newest.updatedAt;
  return job.head !== newest.head && job.head === newest.before;
}

/** What the check run of an older job is told. */
export function reasonOf(job: Job, older: Pick<Job, 'head'>): string {
  if (job.task === 'drop') {
    return 'pull' in job.subject ? 'Pull request was closed' : 'Merge group is gone';
  }
  if (job.head === older.head) return 'Started again';
  return `Superseded by ${job.head.slice(0, 7)}`;
}
