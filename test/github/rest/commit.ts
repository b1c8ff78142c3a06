import type { CommitObject } from '../git/commit-object.ts';
import { apiUrl, htmlUrl, nodeId, type Json } from '../represent.ts';
import type { Repository, World } from '../state.ts';

const verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** A commit in the shape of `git-commit`, GitHub's view of the object itself. */
export function representGitCommit(
  world: World,
  repository: Repository,
  sha: string,
  commit: CommitObject,
): Json {
  const api = `${apiUrl(world, repository)}/git`;
  return {
    sha,
    node_id: nodeId(`Commit:${sha}`, repository.id),
    url: `${api}/commits/${sha}`,
    html_url: `${htmlUrl(repository)}/commit/${sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${htmlUrl(repository)}/commit/${parent}`,
    })),
    verification,
  };
}

/** A commit in the shape of `commit`, as comparisons list it. */
export function representCommit(
  world: World,
  repository: Repository,
  sha: string,
  commit: CommitObject,
): Json {
  const api = apiUrl(world, repository);
  const { author, committer, message, tree, parents, html_url, node_id } = representGitCommit(
    world,
    repository,
    sha,
    commit,
  );
  return {
    sha,
    node_id,
    url: `${api}/commits/${sha}`,
    html_url,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author,
      committer,
      message,
      tree,
      comment_count: 0,
      verification,
    },
    author: null,
    committer: null,
    parents: (parents as Json[]).map((parent) => ({
      ...parent,
      url: `${api}/commits/${String(parent.sha)}`,
    })),
  };
}
