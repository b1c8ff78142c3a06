import { noRetries, sendOnce } from './send-once.ts';
import type { PullRequestTarget, Writer } from './target.ts';

/** The summary to keep on a pull request. */
export interface Summary {
  /** Whether a body is a summary; only bodies that this app has written are asked about. */
  isSummary(body: string): boolean;
  /** The body, given the one that stands there; null where there is nothing to say. */
  render(previous: string | undefined): string | null;
  /** Whether it may be made where none stands yet. */
  readonly create: boolean;
}

export type SummaryOutcome = 'created' | 'edited' | 'unchanged' | 'absent';

interface Posted {
  readonly id: number;
  readonly body: string;
}

/**
 * Keeps the one summary of a pull request: edits it in place where it stands and differs, and makes
 * it where it does not stand. It is a review with event COMMENT: it neither approves nor blocks, and
 * edits notify nobody.
 *
 * @throws Octokit's RequestError: 403 or 422 when the conversation is locked or the body refused
 */
export async function publishSummary(
  installation: Writer,
  target: PullRequestTarget,
  summary: Summary,
): Promise<SummaryOutcome> {
  const posted = await findSummary(installation, target, summary);
  const body = summary.render(posted?.body);
  if (body === null) return 'absent';
  if (posted) return edit(installation, target, posted, body);
  if (!summary.create) return 'absent';
  await create(installation, target, summary, body);
  return 'created';
}

async function edit(
  { octokit }: Writer,
  { owner, repo, number }: PullRequestTarget,
  posted: Posted,
  body: string,
): Promise<SummaryOutcome> {
  if (normalise(posted.body) === normalise(body)) return 'unchanged';
  const review = { owner, repo, pull_number: number, review_id: posted.id, body };
  await octokit.rest.pulls.updateReview(review);
  return 'edited';
}

async function create(
  installation: Writer,
  target: PullRequestTarget,
  summary: Summary,
  body: string,
): Promise<void> {
  const { owner, repo, number, head } = target;
  const send = async () => {
    await installation.octokit.rest.pulls.createReview({
      owner,
      repo,
      pull_number: number,
      commit_id: head,
      event: 'COMMENT',
      body,
      request: noRetries,
    });
    return true;
  };
  const find = async () => ((await findSummary(installation, target, summary)) ? true : null);
  await sendOnce(send, find, installation.wait);
}

/** Found by its author too, since anybody can write what looks like a summary. */
async function findSummary(
  { octokit, login }: Writer,
  { owner, repo, number }: PullRequestTarget,
  { isSummary }: Summary,
): Promise<Posted | null> {
  const pages = octokit.paginate.iterator(octokit.rest.pulls.listReviews, {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const summary = data.find(({ user, body }) => user?.login === login && isSummary(body));
    if (summary) return summary;
  }
  return null;
}

/** GitHub trims a body and may give other line ends back. */
function normalise(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
