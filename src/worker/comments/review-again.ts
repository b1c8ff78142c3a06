import type { Change } from '../../review/change.ts';
import type { Review } from '../../review/finding.ts';
import type { Ports } from '../../review/judge-migrations.ts';
import { review } from '../../review/review.ts';
import type { Settings } from '../../review/settings.ts';
import { readPullRequest } from '../../source/github.ts';
import type { SignedIn } from '../connect.ts';
import { readSettings } from '../read-settings.ts';

/** A pull request, by its repository and number. */
export interface PullName {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

export interface ReadPull {
  readonly change: Change;
  readonly settings: Settings;
}

/** Reads a pull request at its head, with base's configuration. Throws `GitHubError`. */
export async function readPull(
  { octokit }: SignedIn,
  { owner, repo, number }: PullName,
  ports: Ports,
): Promise<ReadPull> {
  const change = await readPullRequest(octokit, { owner, repo, number });
  const { settings } = await readSettings(change, ports.checks);
  if (settings.released) await change.releaseAt(settings.released);
  return { change, settings };
}

/** Reviews it once more, for an answer that needs more than was kept. Throws `GitHubError`. */
export async function reviewAgain(
  installation: SignedIn,
  pull: PullName,
  ports: Ports,
): Promise<ReadPull & { readonly review: Review }> {
  const read = await readPull(installation, pull, ports);
  return { ...read, review: await review(read.change, read.settings, ports) };
}
