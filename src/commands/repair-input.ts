import { type Folder, type FolderFile, journalName, type Side } from '../drizzle/repair/folder.ts';
import { readEntries } from '../drizzle/repair/journal-text.ts';
import type { RepairInput } from '../drizzle/repair/input.ts';
import { isConflicted, splitFolder } from '../drizzle/repair/split-folder.ts';
import type { GitSide, GitSides } from '../source/git-sides.ts';

const ofFolder = /^(?:[^/]+\.sql|meta\/(?:_journal|[^/]*_snapshot)\.json)$/;

/** How many of the newest snapshots are read, beside those that differ between the trees. */
const snapshotsLookedThrough = 8;

/** A migrations folder in base, in the work tree, and in what meets there. */
export type RepairFolders = Pick<RepairInput, 'base' | 'sides' | 'workTree' | 'unmerged'>;

/** Reads a migrations folder of every tree that its repair needs. */
export async function readRepairFolders(git: GitSides, folder: string): Promise<RepairFolders> {
  const inside = folder === '' ? '' : `${folder}/`;
  const commits = [git.workTree, ...git.meeting].flatMap(({ commit, ancestor }) => [
    commit,
    ancestor,
  ]);
  const folders = await read(git, [...new Set([git.base, ...commits])], inside);
  const sideOf = ({ commit, ancestor }: GitSide): Side => ({
    files: folders.get(commit)!,
    ancestor: folders.get(ancestor)!,
  });
  const { files, ancestor } = sideOf(git.workTree);
  const unmerged = new Set(
    [...git.unmerged]
      .filter((path) => path.startsWith(inside))
      .map((path) => path.slice(inside.length)),
  );
  const workTree = new Map(
    [...files].map(([name, file]) => [name, { ...file, content: { kind: 'file', name } as const }]),
  );
  const isSettled = unmerged.size === 0 && isReadable(files.get(journalName));
  const sides =
    git.meeting.length > 0 && !isSettled
      ? git.meeting.map(sideOf)
      : splitFolder(workTree).map((each) => ({ files: each, ancestor }));
  return { base: folders.get(git.base)!, sides, workTree, unmerged };
}

function isReadable(journal: FolderFile | undefined): boolean {
  if (!journal || isConflicted(journal)) return false;
  return readEntries(journal.text ?? '').entries !== null;
}

/** The folder in each commit, with the texts of journals and of what is not the same everywhere. */
async function read(
  git: GitSides,
  commits: readonly string[],
  inside: string,
): Promise<Map<string, Folder>> {
  const listed = await Promise.all(
    commits.map(async (commit) => {
      const own = (await git.list(commit)).filter(({ path }) => path.startsWith(inside));
      const named = own.map(({ path, oid }) => [path.slice(inside.length), oid] as const);
      return new Map(named.filter(([name]) => ofFolder.test(name)));
    }),
  );
  const wanted = new Set(listed.flatMap((files) => wantedOf(files, listed)));
  const blobs = await git.read(wanted);
  const folders = listed.map((files): Folder => {
    const entries = [...files].map(([name, oid]): [string, FolderFile] => {
      const blob = blobs.get(oid);
      const text = blob?.problem ? null : (blob?.text ?? null);
      return [name, { id: oid, text, content: { kind: 'blob', oid } }];
    });
    return new Map(entries);
  });
  return new Map(commits.map((commit, index) => [commit, folders[index]!]));
}

function wantedOf(
  files: ReadonlyMap<string, string>,
  all: readonly ReadonlyMap<string, string>[],
): string[] {
  const snapshots = [...files.keys()].filter((name) => name.endsWith('_snapshot.json')).sort();
  const newest = new Set(snapshots.slice(-snapshotsLookedThrough));
  return [...files]
    .filter(
      ([name, oid]) =>
        name === journalName || newest.has(name) || all.some((other) => other.get(name) !== oid),
    )
    .map(([, oid]) => oid);
}
