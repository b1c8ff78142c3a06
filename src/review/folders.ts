import { migrationFolders } from '../drizzle/projects.ts';
import type { Tree, TreeEntry } from './change.ts';
import type { Migrator, Settings } from './settings.ts';

export const trees = ['mergeBase', 'base', 'head', 'merged', 'released'] as const;

/** The files of each tree. */
export type Listings = Readonly<Record<Tree, readonly TreeEntry[]>>;

/** Where each tree holds the migrations of one project. */
export interface ProjectFolder {
  readonly folders: Readonly<Record<Tree, string>>;
  readonly migrator: Migrator;
}

/**
 * The migrations folders of all trees: configured ones when the configuration names any, else all
 * that have a journal. One that the change moves is one project, which has another folder in head.
 */
export function projectFolders(listings: Listings, settings: Settings): ProjectFolder[] {
  const found = byTree((tree) => new Set(migrationFolders(listings[tree].map(({ path }) => path))));
  const moves = movesOf(listings, found);
  const moved = new Set(moves.values());
  const all = new Set(trees.flatMap((tree) => [...found[tree]]));
  const named =
    settings.projects.length > 0
      ? settings.projects.map(({ migrations, migrator }) => ({ folder: migrations, migrator }))
      : [...all].sort().map((folder) => ({ folder, migrator: settings.migrator }));
  return named
    .filter(({ folder }) => !moved.has(folder))
    .map(({ folder, migrator }) => {
      const place = (tree: Tree): string =>
        found[tree].has(folder) ? folder : (moves.get(folder) ?? folder);
      return { folders: byTree(place), migrator };
    });
}

/** Makes something of each tree. */
export function byTree<Made>(make: (tree: Tree) => Made): Record<Tree, Made> {
  return Object.fromEntries(trees.map((tree) => [tree, make(tree)])) as Record<Tree, Made>;
}

const ofProject = /^(?:[^/]+\.sql|meta\/(?:_journal|[^/]*_snapshot)\.json)$/;

/** The journal, migrations and snapshots among files, by their paths within a folder. */
export function filesOfProject(
  files: readonly TreeEntry[],
  folder: string,
): ReadonlyMap<string, TreeEntry> {
  const inside = folder === '' ? '' : `${folder}/`;
  return new Map(
    files
      .filter(({ path }) => path.startsWith(inside) && ofProject.test(path.slice(inside.length)))
      .map((file) => [file.path.slice(inside.length), file]),
  );
}

/** Folders that head has no longer, by the new one that holds one of their migrations unchanged. */
function movesOf(
  listings: Listings,
  found: Readonly<Record<Tree, ReadonlySet<string>>>,
): Map<string, string> {
  const gone = [...found.mergeBase].filter((folder) => !found.head.has(folder));
  const added = new Set([...found.head].filter((folder) => !found.mergeBase.has(folder)));
  const moves = gone.flatMap((from): [string, string][] => {
    const old = filesOfProject(listings.mergeBase, from);
    const to = [...added].find((folder) =>
      shareMigration(old, filesOfProject(listings.head, folder)),
    );
    if (to === undefined) return [];
    added.delete(to);
    return [[from, to]];
  });
  return new Map(moves);
}

function shareMigration(
  one: ReadonlyMap<string, TreeEntry>,
  other: ReadonlyMap<string, TreeEntry>,
): boolean {
  return [...one].some(([name, { oid }]) => name.endsWith('.sql') && other.get(name)?.oid === oid);
}
