import { extname, parse } from 'node:path/posix';
import { parseCommit } from '../git/commit-object.ts';
import type { GitObject } from '../git/objects.ts';
import { listTree, type TreeEntry } from '../git/tree.ts';
import { htmlUrl, nodeId } from '../represent.ts';
import type { Repository, World } from '../state.ts';
import { connection } from './connection.ts';

type Fields = Record<string, unknown>;

/** `Repository.object`: whatever git resolves the name to, or null. */
export async function objectField(
  world: World,
  repository: Repository,
  name: string,
): Promise<Fields | null> {
  const object = await repository.objects.read(name);
  if (!object) return null;
  const common = {
    id: nodeId(`GitObject:${object.oid}`, repository.id),
    oid: object.oid,
    abbreviatedOid: object.oid.slice(0, 7),
    commitUrl: `${htmlUrl(repository)}/commit/${object.oid}`,
  };
  if (object.type === 'blob') return { ...common, ...blobFields(world, object) };
  if (object.type === 'tree') return { ...common, ...treeFields(world, repository, object, name) };
  if (object.type === 'commit') return { ...common, ...commitFields(world, repository, object) };
  return { ...common, __typename: 'Tag' };
}

function blobFields(world: World, { body }: GitObject) {
  const { blobTextBytes } = world.limits;
  // git's own test for binary content.
  const isBinary = body.subarray(0, 8000).includes(0);
  const whole = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    __typename: 'Blob',
    byteSize: body.length,
    isBinary,
    isTruncated: body.length > blobTextBytes,
    // Streaming keeps a character that the cut goes through out of the text.
    text: isBinary ? null : whole.decode(body.subarray(0, blobTextBytes), { stream: true }),
  };
}

function treeFields(world: World, repository: Repository, { oid }: GitObject, name: string) {
  const folder = name.includes(':') ? name.slice(name.indexOf(':') + 1).replace(/\/$/, '') : '';
  return {
    __typename: 'Tree',
    entries: async () => {
      const entries = await listTree(repository.directory, oid, false);
      return entries.map((entry) => entryFields(world, repository, entry, folder));
    },
  };
}

function entryFields(world: World, repository: Repository, entry: TreeEntry, folder: string) {
  const { path: name, type, oid, mode, size = 0 } = entry;
  const path = folder === '' ? name : `${folder}/${name}`;
  return {
    name,
    path,
    nameRaw: Buffer.from(name).toString('base64'),
    pathRaw: Buffer.from(path).toString('base64'),
    type,
    oid,
    mode: parseInt(mode, 8),
    size,
    extension: extname(name),
    object: () =>
      type === 'tree' ? subtree(world, repository, oid, path) : objectField(world, repository, oid),
  };
}

/** A tree below another one keeps the path that it was reached by. */
async function subtree(world: World, repository: Repository, oid: string, path: string) {
  const field = await objectField(world, repository, oid);
  return field && { ...field, ...treeFields(world, repository, { oid } as GitObject, `:${path}`) };
}

function commitFields(world: World, repository: Repository, { oid, body }: GitObject) {
  const commit = parseCommit(body);
  const [headline = ''] = commit.message.split('\n');
  return {
    __typename: 'Commit',
    url: `${htmlUrl(repository)}/commit/${oid}`,
    message: commit.message,
    messageHeadline: headline,
    messageBody: commit.message.slice(headline.length).trimStart(),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    author: commit.author,
    committer: commit.committer,
    tree: () => objectField(world, repository, commit.tree),
    file: async ({ path }: { path: string }) => {
      const entries = await listTree(repository.directory, commit.tree, true);
      const entry = entries.find((each) => each.path === path);
      if (!entry) return null;
      const { dir, base } = parse(path);
      return entryFields(world, repository, { ...entry, path: base }, dir);
    },
    parents: async (window: { first?: number; after?: string }) =>
      connection(
        await Promise.all(commit.parents.map((parent) => objectField(world, repository, parent))),
        window,
      ),
  };
}
