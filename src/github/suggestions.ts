import { commentableLines, type CommentableLines, takesComment } from './commentable-lines.ts';
import { noRetries, sendOnce } from './send-once.ts';
import type { PullRequestTarget, Writer } from './target.ts';

/** Of one push; more would be a second review. */
const mostPerPush = 10;

/** A comment that changes lines with one click. */
export interface LineSuggestion {
  readonly fingerprint: string;
  readonly path: string;
  readonly startLine: number;
  readonly line: number;
  readonly body: string;
}

export interface Suggestions {
  /** All that are right now, also those that stand there already. */
  readonly wanted: readonly LineSuggestion[];
  /** Whether new ones may be made. */
  readonly create: boolean;
  /** What a comment is about; only comments of this app are asked about. */
  fingerprintIn(body: string): string | null;
  /** The body of the review that so many stand in. */
  envelope(count: number): string;
}

export interface SuggestionsOutcome {
  readonly posted: number;
  readonly removed: number;
  readonly minimised: number;
}

interface Standing {
  readonly id: number;
  readonly node: string;
  readonly fingerprint: string;
  readonly isAnswered: boolean;
}

/**
 * Keeps the suggestions of a pull request: posts those that do not stand there in one review, removes
 * those that are stale, and minimises stale ones that somebody has answered. A suggestion is never
 * posted twice, and only on lines that GitHub's own diff shows, since one wrong line refuses a review.
 *
 * @throws Octokit's RequestError
 */
export async function publishSuggestions(
  writer: Writer,
  target: PullRequestTarget,
  suggestions: Suggestions,
): Promise<SuggestionsOutcome> {
  const { wanted, create } = suggestions;
  const standing = await findStanding(writer, target, suggestions);
  const isWanted = new Set(wanted.map(({ fingerprint }) => fingerprint));
  const stale = standing.filter(({ fingerprint }) => !isWanted.has(fingerprint));
  const answered = stale.filter(({ isAnswered }) => isAnswered);
  const unanswered = stale.filter(({ isAnswered }) => !isAnswered);
  for (const { id } of unanswered) await remove(writer, target, id);
  for (const { node } of answered) await minimise(writer, node);

  const there = new Set(standing.map(({ fingerprint }) => fingerprint));
  const fresh = create ? wanted.filter(({ fingerprint }) => !there.has(fingerprint)) : [];
  const posted = fresh.length > 0 ? await postFresh(writer, target, fresh, suggestions) : 0;
  return { posted, removed: unanswered.length, minimised: answered.length };
}

async function findStanding(
  { octokit, login }: Writer,
  { owner, repo, number }: PullRequestTarget,
  { fingerprintIn }: Suggestions,
): Promise<Standing[]> {
  const comments = await octokit.paginate(octokit.rest.pulls.listReviewComments, {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  const answered = new Set(comments.map(({ in_reply_to_id }) => in_reply_to_id));
  return comments.flatMap(({ id, node_id: node, user, body }) => {
    const fingerprint = user?.login === login ? fingerprintIn(body) : null;
    return fingerprint === null ? [] : [{ id, node, fingerprint, isAnswered: answered.has(id) }];
  });
}

async function remove(
  { octokit }: Writer,
  { owner, repo }: PullRequestTarget,
  comment_id: number,
): Promise<void> {
  await octokit.rest.pulls.deleteReviewComment({ owner, repo, comment_id });
}

async function minimise({ octokit }: Writer, id: string): Promise<void> {
  await octokit.graphql(
    `mutation ($id: ID!) {
      minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { clientMutationId }
    }`,
    { id },
  );
}

async function postFresh(
  writer: Writer,
  target: PullRequestTarget,
  fresh: readonly LineSuggestion[],
  suggestions: Suggestions,
): Promise<number> {
  const { owner, repo, number, head } = target;
  const lines = await linesOf(writer, target, new Set(fresh.map(({ path }) => path)));
  const shown = fresh
    .filter(({ path, startLine, line }) =>
      takesComment(lines.get(path) ?? new Map(), startLine, line),
    )
    .slice(0, mostPerPush);
  if (shown.length === 0) return 0;
  const send = async () => {
    await writer.octokit.rest.pulls.createReview({
      owner,
      repo,
      pull_number: number,
      commit_id: head,
      event: 'COMMENT',
      body: suggestions.envelope(shown.length),
      comments: shown.map(({ path, startLine, line, body }) => ({
        path,
        body,
        line,
        side: 'RIGHT',
        // GitHub refuses a start that is the end.
        ...(startLine < line && { start_line: startLine, start_side: 'RIGHT' }),
      })),
      request: noRetries,
    });
    return shown.length;
  };
  const find = async () => {
    const there = (await findStanding(writer, target, suggestions)).map((each) => each.fingerprint);
    return there.includes(shown[0]!.fingerprint) ? shown.length : null;
  };
  return sendOnce(send, find, writer.wait);
}

/** Of the files named; none of a file whose diff GitHub does not show. */
async function linesOf(
  { octokit }: Writer,
  { owner, repo, number }: PullRequestTarget,
  paths: ReadonlySet<string>,
): Promise<Map<string, CommentableLines>> {
  const files = await octokit.paginate(octokit.rest.pulls.listFiles, {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  const named = files.filter(({ filename }) => paths.has(filename));
  return new Map(named.map(({ filename, patch }) => [filename, commentableLines(patch ?? '')]));
}
