import { pullOf, type Answer, type RepositoryCall } from '../call.ts';
import { authorOf } from '../auth.ts';
import { Failure, notFound, unprocessable } from '../failure.ts';
import { findCommit, pullFiles } from '../history.ts';
import { page } from '../page.ts';
import { apiUrl, htmlUrl, iso, nodeId, representUser, type Json } from '../represent.ts';
import type { Pull, Review, ReviewComment } from '../state.ts';
import { checkBody } from './comments.ts';
import { checkLines, type CommentRequest } from './review-lines.ts';

const states: Readonly<Record<string, Review['state']>> = {
  COMMENT: 'COMMENTED',
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
};

interface ReviewRequest {
  commit_id?: string;
  body?: string;
  event?: string;
  comments?: CommentRequest[];
}

export async function postReview(call: RepositoryCall): Promise<Answer> {
  const { world } = call;
  const pull = pullOf(call);
  const { event, body = '', comments = [], commit_id } = call.body as ReviewRequest;
  if (event === 'COMMENT' || event === 'REQUEST_CHANGES' || body !== '') {
    checkBody('PullRequestReview', body, world.limits);
  }
  for (const comment of comments) {
    checkBody('PullRequestReviewComment', comment.body, world.limits);
  }
  const found = await findCommit(call.repository, commit_id ?? pull.head.sha);
  if (!found) throw unprocessable('Commit could not be resolved');
  checkLines(comments, await pullFiles(pull, found.sha), world.limits);
  const at = iso(world.now());
  const review: Review = {
    id: world.nextId(),
    author: authorOf(world, call.caller),
    commit: found.sha,
    submittedAt: at,
    state: event === undefined ? 'PENDING' : states[event]!,
    body,
    comments: comments.map((comment) => ({ ...comment, id: world.nextId(), createdAt: at })),
  };
  pull.reviews.push(review);
  return { body: represent(call, pull, review) };
}

export function putReview(call: RepositoryCall): Answer {
  const { world } = call;
  const pull = pullOf(call);
  const review = reviewOf(call, pull);
  if (review.author !== authorOf(world, call.caller)) {
    throw new Failure(403, 'Resource not accessible by integration');
  }
  const { body } = call.body as { body: string };
  checkBody('PullRequestReview', body, world.limits);
  review.body = body;
  return { body: represent(call, pull, review) };
}

export function getReviews(call: RepositoryCall): Answer {
  const pull = pullOf(call);
  return page(call, pull.reviews, (review) => represent(call, pull, review));
}

export function getReview(call: RepositoryCall): Answer {
  const pull = pullOf(call);
  return { body: represent(call, pull, reviewOf(call, pull)) };
}

export function getReviewComments(call: RepositoryCall): Answer {
  const pull = pullOf(call);
  const review = reviewOf(call, pull);
  return page(call, review.comments, (comment) => representComment(call, pull, review, comment));
}

/** The line comments of all submitted reviews. */
export function getThreads(call: RepositoryCall): Answer {
  const pull = pullOf(call);
  const submitted = pull.reviews.filter(({ state }) => state !== 'PENDING');
  const threads = submitted.flatMap((review) =>
    review.comments.map((comment) => ({ review, comment })),
  );
  return page(call, threads, ({ review, comment }) =>
    representComment(call, pull, review, comment),
  );
}

/** @throws Failure 404, and 403 for a comment of somebody else */
export function deleteReviewComment(call: RepositoryCall): Answer {
  const id = Number(call.params.comment_id);
  const reviews = call.repository.pulls.flatMap((pull) => pull.reviews);
  const review = reviews.find(({ comments }) => comments.some((each) => each.id === id));
  if (!review) throw notFound();
  if (review.author !== authorOf(call.world, call.caller)) {
    throw new Failure(403, 'Resource not accessible by integration');
  }
  const at = review.comments.findIndex((each) => each.id === id);
  review.comments.splice(at, 1);
  return { status: 204, body: Buffer.alloc(0) };
}

function reviewOf({ params }: RepositoryCall, pull: Pull): Review {
  const review = pull.reviews.find(({ id }) => id === Number(params.review_id));
  if (!review) throw notFound();
  return review;
}

function represent({ world, repository }: RepositoryCall, pull: Pull, review: Review): Json {
  const pullUrl = `${apiUrl(world, repository)}/pulls/${pull.number}`;
  const html = `${htmlUrl(repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: representUser(world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: 'NONE',
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
  };
}

function representComment(
  { world, repository }: RepositoryCall,
  pull: Pull,
  review: Review,
  comment: ReviewComment,
): Json {
  const { id, path, body, line, side = 'RIGHT', start_line = null, start_side = null } = comment;
  const api = `${apiUrl(world, repository)}/pulls`;
  const url = `${api}/comments/${id}`;
  const pullUrl = `${api}/${pull.number}`;
  const html = `${htmlUrl(repository)}/pull/${pull.number}#discussion_r${id}`;
  return {
    id,
    node_id: nodeId('PullRequestReviewComment', id),
    url,
    pull_request_review_id: review.id,
    diff_hunk: '',
    path,
    position: comment.position ?? 1,
    original_position: comment.position ?? 1,
    commit_id: pull.head.sha,
    original_commit_id: review.commit,
    user: representUser(world, comment.author ?? review.author),
    body,
    ...(comment.in_reply_to_id === undefined ? {} : { in_reply_to_id: comment.in_reply_to_id }),
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: 'NONE',
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl } },
    start_line,
    original_start_line: start_line,
    start_side,
    ...(line === undefined ? {} : { line, original_line: line }),
    side,
  };
}
