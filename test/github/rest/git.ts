import { wantsRaw, type Answer, type RepositoryCall } from '../call.ts';
import { notFound } from '../failure.ts';
import { archiveOf } from '../git/archive.ts';
import { parseCommit } from '../git/commit-object.ts';
import type { GitObject } from '../git/objects.ts';
import { listTree } from '../git/tree.ts';
import { findCommit } from '../history.ts';
import { apiUrl, nodeId } from '../represent.ts';
import { representGitCommit } from './commit.ts';

const fullSha = /^[0-9a-f]{40}$/;

export async function getCommit({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const { oid, body } = await objectBySha(params.commit_sha!, 'commit', repository);
  return { body: representGitCommit(world, repository, oid, parseCommit(body)) };
}

export async function getBlob(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const { oid, body } = await objectBySha(params.file_sha!, 'blob', repository);
  if (wantsRaw(call.accept)) return { body };
  return {
    body: {
      sha: oid,
      node_id: nodeId(`Blob:${oid}`, repository.id),
      size: body.length,
      url: `${apiUrl(world, repository)}/git/blobs/${oid}`,
      content: base64Lines(body),
      encoding: 'base64',
    },
  };
}

/** GitHub breaks base64 after 60 characters. */
export function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{1,60}/g, '$&\n');
}

export async function getTree({ world, repository, params, query }: RepositoryCall) {
  const tree = await repository.objects.read(`${params.tree_sha!}^{tree}`);
  if (!tree) throw notFound();
  const entries = await listTree(repository.directory, tree.oid, query.recursive !== undefined);
  const api = `${apiUrl(world, repository)}/git`;
  return {
    body: {
      sha: tree.oid,
      url: `${api}/trees/${tree.oid}`,
      tree: entries.slice(0, world.limits.treeEntries).map(({ path, mode, type, oid, size }) => ({
        path,
        mode,
        type,
        sha: oid,
        ...(size === undefined ? {} : { size }),
        ...(type === 'commit' ? {} : { url: `${api}/${type}s/${oid}` }),
      })),
      truncated: entries.length > world.limits.treeEntries,
    },
  };
}

/** What a client gets that follows GitHub's redirect to the archive. */
export async function getArchive({ repository, params }: RepositoryCall): Promise<Answer> {
  const found = await findCommit(repository, params.ref!);
  if (!found) throw notFound();
  const folder = `${repository.owner}-${repository.name}-${found.sha.slice(0, 7)}`;
  return { body: archiveOf(repository.directory, found.sha, folder) };
}

export async function getRef({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const ref = `refs/${params.ref!}`;
  const found = await findCommit(repository, ref);
  if (!found) throw notFound();
  const api = `${apiUrl(world, repository)}/git`;
  return {
    body: {
      ref,
      node_id: nodeId(`Ref:${ref}`, repository.id),
      url: `${api}/${ref}`,
      object: { type: 'commit', sha: found.sha, url: `${api}/commits/${found.sha}` },
    },
  };
}

async function objectBySha(
  sha: string,
  type: GitObject['type'],
  { objects }: RepositoryCall['repository'],
): Promise<GitObject> {
  const object = fullSha.test(sha) ? await objects.read(sha) : undefined;
  if (object?.type !== type) throw notFound();
  return object;
}
