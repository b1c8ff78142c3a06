import { noRetries } from './send-once.ts';
import type { Installation } from './target.ts';

/** A comment of a pull request's conversation. */
export interface IssueComment {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly id: number;
}

/** 👀, 🚀 and 😕. */
export type Reaction = 'eyes' | 'rocket' | 'confused';

/** Reacts to a comment. GitHub does the same reaction only once. */
export async function react(
  { octokit }: Installation,
  { owner, repo, id }: IssueComment,
  content: Reaction,
): Promise<void> {
  await octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: id, content });
}

/** Answers in the conversation; an answer that is lost is not sent again, since a second one is noise. */
export async function reply(
  { octokit }: Installation,
  { owner, repo, number }: IssueComment,
  body: string,
): Promise<void> {
  const comment = { owner, repo, issue_number: number, body };
  await octokit.rest.issues.createComment({ ...comment, request: noRetries });
}
