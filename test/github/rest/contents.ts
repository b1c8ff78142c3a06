import { wantsRaw, type Answer, type RepositoryCall } from '../call.ts';
import { notFound } from '../failure.ts';
import { listTree, type TreeEntry } from '../git/tree.ts';
import { findCommit } from '../history.ts';
import { apiUrl, htmlUrl, type Json } from '../represent.ts';
import { base64Lines } from './git.ts';

export async function getContents(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params, query } = call;
  const ref = query.ref ?? repository.defaultBranch;
  const found = await findCommit(repository, ref);
  if (!found) throw notFound(`No commit found for the ref ${ref}`);
  const path = params.path!.replace(/\/$/, '');
  const object = await repository.objects.read(`${found.sha}:${path}`);
  if (!object) throw notFound();
  if (object.type === 'tree') {
    const entries = await listTree(repository.directory, object.oid, false);
    const below = path === '' ? '' : `${path}/`;
    const shown = entries
      .slice(0, world.limits.directoryEntries)
      .map((entry) => represent(call, ref, { ...entry, path: below + entry.path }));
    return { body: shown };
  }
  if (wantsRaw(call.accept)) return { body: object.body };
  const [entry] = await listTreeEntry(call, found.sha, path);
  const inside = object.body.length <= world.limits.contentBytes;
  const content = inside
    ? { encoding: 'base64', content: base64Lines(object.body) }
    : { encoding: 'none', content: '' };
  return { body: { ...represent(call, ref, entry!), ...content } };
}

async function listTreeEntry({ repository }: RepositoryCall, commit: string, path: string) {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  const entries = await listTree(repository.directory, `${commit}:${folder}`, false);
  return entries
    .filter((entry) => entry.path === path.slice(slash + 1))
    .map((entry) => ({ ...entry, path }));
}

/** A submodule is typed `file` in a directory, as it was until the REST version of 2026. */
function represent({ world, repository }: RepositoryCall, ref: string, entry: TreeEntry): Json {
  const { path, oid, size, type } = entry;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const kind = type === 'tree' ? 'tree' : 'blob';
  const url = `${apiUrl(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git_url = `${apiUrl(world, repository)}/git/${kind}s/${oid}`;
  const html_url = `${htmlUrl(repository)}/${kind}/${ref}/${encoded}`;
  return {
    type: contentType(entry),
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: oid,
    size: size ?? 0,
    url,
    git_url,
    html_url,
    download_url: type === 'blob' ? `${htmlUrl(repository)}/raw/${ref}/${encoded}` : null,
    _links: { self: url, git: git_url, html: html_url },
  };
}

function contentType({ type, mode }: TreeEntry): string {
  if (type === 'tree') return 'dir';
  return mode === '120000' ? 'symlink' : 'file';
}
