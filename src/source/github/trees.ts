import type { Client } from './client.ts';

export interface File {
  readonly oid: string;
  /** In bytes. */
  readonly size: number;
}

/** The files of a commit by path, without symbolic links and submodules. */
export type Files = ReadonlyMap<string, File>;

type Entries = readonly (readonly [path: string, file: File])[];

const fileModes = new Set(['100644', '100755']);

/**
 * Lists the files of commits, each in one request. Where GitHub cuts a listing (100,000 entries),
 * the folders are listed one by one, and only those that hold a changed path, for all the commits
 * alike. `changed` is null when not all changed paths are known; then every folder is listed.
 */
export async function listTrees(
  client: Client,
  commits: Iterable<string>,
  changed: Iterable<string> | null,
): Promise<ReadonlyMap<string, Files>> {
  const listing = createListing(client, changed === null ? null : foldersOf(changed));
  const unique = [...new Set(commits)];
  const listed = await Promise.all(unique.map((commit) => listing.list(commit, '')));
  return new Map(
    unique.map((commit, index) => [
      commit,
      new Map(listed[index]?.filter(([path]) => !listing.isSkipped(path))),
    ]),
  );
}

function createListing(client: Client, wanted: ReadonlySet<string> | null) {
  const known = new Map<string, Promise<Entries>>();
  const skipped = new Set<string>();

  function list(sha: string, folder: string): Promise<Entries> {
    const key = `${sha} ${folder}`;
    const entries = known.get(key) ?? read(sha, folder);
    known.set(key, entries);
    return entries;
  }

  async function read(sha: string, folder: string): Promise<Entries> {
    const whole = await getTree(client, sha, true);
    if (!whole.truncated) return filesOf(whole.tree, folder);
    const { tree } = await getTree(client, sha, false);
    const folders = tree.filter((entry) => entry.type === 'tree');
    const inside = await Promise.all(
      folders.map((entry) => {
        const path = folder + entry.path;
        if (!wanted || wanted.has(path)) return list(entry.sha, `${path}/`);
        skipped.add(path);
        return [];
      }),
    );
    return [...filesOf(tree, folder), ...inside.flat()];
  }

  function isSkipped(path: string): boolean {
    return skipped.size > 0 && ancestorsOf(path).some((folder) => skipped.has(folder));
  }

  return { list, isSkipped };
}

interface TreeItem {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
  readonly size?: number;
}

function filesOf(tree: readonly TreeItem[], folder: string): Entries {
  return tree
    .filter(({ mode }) => fileModes.has(mode))
    .map(({ path, sha, size }) => [folder + path, { oid: sha, size: size ?? 0 }]);
}

async function getTree(client: Client, sha: string, recursive: boolean) {
  const { data } = await client.ask(`Files of ${sha}`, (octokit, repository) =>
    octokit.rest.git.getTree({
      ...repository,
      tree_sha: sha,
      // GitHub takes any value for yes.
      ...(recursive && { recursive: '1' }),
    }),
  );
  return data;
}

/** Folders that hold one of the paths at any depth, and the one of the configuration. */
function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  return new Set(['.github', ...[...paths].flatMap(ancestorsOf)]);
}

function ancestorsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
