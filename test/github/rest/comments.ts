import { pullOf, type Answer, type RepositoryCall } from '../call.ts';
import { Failure, invalid, notFound } from '../failure.ts';
import type { Limits } from '../limits.ts';
import { page } from '../page.ts';
import { apiUrl, htmlUrl, iso, nodeId, representUser, type Json } from '../represent.ts';
import type { Comment, Pull, Repository, World } from '../state.ts';
import { representApp } from './app.ts';

export function getComments(call: RepositoryCall): Answer {
  const pull = pullOf(call);
  return page(call, pull.comments, (comment) => represent(call, pull, comment));
}

export function postComment(call: RepositoryCall): Answer {
  const { world } = call;
  const pull = pullOf(call);
  const { body } = call.body as { body: string };
  checkBody('IssueComment', body, world.limits);
  const at = iso(world.now());
  const author = `${world.app.slug}[bot]`;
  const comment: Comment = {
    id: world.nextId(),
    author,
    createdAt: at,
    updatedAt: at,
    body,
    reactions: [],
  };
  pull.comments.push(comment);
  return { status: 201, body: represent(call, pull, comment) };
}

export function patchComment(call: RepositoryCall): Answer {
  const { world } = call;
  const { pull, comment } = commentOf(call);
  if (comment.author !== `${world.app.slug}[bot]`) {
    throw new Failure(403, 'Resource not accessible by integration');
  }
  const { body } = call.body as { body: string };
  checkBody('IssueComment', body, world.limits);
  comment.body = body;
  comment.updatedAt = iso(world.now());
  return { body: represent(call, pull, comment) };
}

export function postReaction(call: RepositoryCall): Answer {
  const { world } = call;
  const { comment } = commentOf(call);
  const { content } = call.body as { content: string };
  const isNew = !comment.reactions.includes(content);
  if (isNew) comment.reactions.push(content);
  const id = world.nextId();
  const user = representUser(world, `${world.app.slug}[bot]`);
  const body = { id, node_id: nodeId('Reaction', id), user, content, created_at: iso(world.now()) };
  return { status: isNew ? 201 : 200, body };
}

/** @throws Failure 404 */
function commentOf({ repository, params }: RepositoryCall): { pull: Pull; comment: Comment } {
  const id = Number(params.comment_id);
  const pull = repository.pulls.find(({ comments }) => comments.some((one) => one.id === id));
  const comment = pull?.comments.find((one) => one.id === id);
  if (!pull || !comment) throw notFound();
  return { pull, comment };
}

/** @throws Failure 422 when the body is empty or too long */
export function checkBody(resource: string, body: string, limits: Limits): void {
  if (body.trim() === '') throw invalid(resource, 'data', "Body can't be blank");
  if (body.length > limits.bodyCharacters) {
    const most = `maximum is ${limits.bodyCharacters} characters`;
    throw invalid(resource, 'data', `Body is too long (${most})`);
  }
}

function represent({ world, repository }: RepositoryCall, pull: Pull, comment: Comment): Json {
  return representComment(world, repository, pull, comment);
}

export function representComment(
  world: World,
  repository: Repository,
  pull: Pull,
  comment: Comment,
): Json {
  const api = `${apiUrl(world, repository)}/issues`;
  const ours = comment.author === `${world.app.slug}[bot]`;
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/comments/${comment.id}`,
    html_url: `${htmlUrl(repository)}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/${pull.number}`,
    user: representUser(world, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: ours ? 'NONE' : 'MEMBER',
    performed_via_github_app: ours ? representApp(world) : null,
  };
}
