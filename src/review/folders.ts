import { journalPath, migrationFolders } from '../drizzle/projects.ts';
import type { Tree, TreeEntry } from './change.ts';
import type { Migrator, Settings } from './settings.ts';

export const trees = ['mergeBase', 'base', 'head', 'merged', 'released'] as const;

/** The files of a tree, by the folder in which they stand. */
export type FilesByFolder = ReadonlyMap<string, readonly TreeEntry[]>;

export type Listings = Readonly<Record<Tree, FilesByFolder>>;

export function byFolder(files: readonly TreeEntry[]): FilesByFolder {
  return Map.groupBy(files, ({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}

/** Where each tree holds the migrations of one project. */
export interface ProjectFolder {
  readonly folders: Readonly<Record<Tree, string>>;
  /** Its schema as the configuration of db-review says; null where it does not. */
  readonly schema: readonly string[] | null;
  readonly migrator: Migrator;
  readonly learnMigrator: boolean;
}

/**
 * The migrations folders of all trees: configured ones when the configuration names any, else all
 * that have a journal. One that the change moves is one project, which has another folder in head.
 */
export function projectFolders(listings: Listings, settings: Settings): ProjectFolder[] {
  const found = byContent(listings, (files) => new Set(migrationFolders(pathsOf(files))));
  const moves = movesOf(listings, found);
  const moved = new Set(moves.values());
  const all = new Set(trees.flatMap((tree) => [...found[tree]]));
  const named =
    settings.projects.length > 0
      ? settings.projects.map(({ migrations, ...rest }) => ({ folder: migrations, ...rest }))
      : [...all].sort().map((folder) => ({ folder, schema: null, ...settings }));
  return named
    .filter(({ folder }) => !moved.has(folder))
    .map(({ folder, schema, migrator, learnMigrator }) => {
      const place = (tree: Tree): string =>
        found[tree].has(folder) ? folder : (moves.get(folder) ?? folder);
      return { folders: byTree(place), schema, migrator, learnMigrator };
    });
}

/** Makes something of each tree. */
export function byTree<Made>(make: (tree: Tree) => Made): Record<Tree, Made> {
  return Object.fromEntries(trees.map((tree) => [tree, make(tree)])) as Record<Tree, Made>;
}

/** Makes something of what each tree has, once for trees that have the same. */
export function byContent<Content extends object, Made>(
  of: Readonly<Record<Tree, Content>>,
  make: (content: Content) => Made,
): Record<Tree, Made> {
  const made = new Map<Content, Made>();
  return byTree((tree) => {
    const known = made.get(of[tree]) ?? make(of[tree]);
    made.set(of[tree], known);
    return known;
  });
}

const ofProject = /^(?:[^/]+\.sql|meta\/(?:_journal|[^/]*_snapshot)\.json)$/;
const ofFolders = /^(?:[^/]+\.sql|[^/]+\/(?:migration\.sql|snapshot\.json))$/;

/**
 * The journal, migrations and snapshots of a folder, by their paths within it; where there is no
 * journal, those of the folders in it.
 */
export function filesOfProject(
  files: FilesByFolder,
  folder: string,
): ReadonlyMap<string, TreeEntry> {
  const inside = folder === '' ? '' : `${folder}/`;
  const meta = files.get(`${inside}meta`) ?? [];
  const hasJournal = meta.some(({ path }) => path === journalPath(folder));
  const below = hasJournal ? meta : filesBelow(files, inside);
  const pattern = hasJournal ? ofProject : ofFolders;
  return new Map(
    [...(files.get(folder) ?? []), ...below]
      .map((file) => [file.path.slice(inside.length), file] as const)
      .filter(([name]) => pattern.test(name)),
  );
}

/** The files of the folders that stand directly in another one. */
function filesBelow(files: FilesByFolder, inside: string): TreeEntry[] {
  return [...files].flatMap(([folder, own]) => {
    const isBelow = folder.startsWith(inside) && folder.length > inside.length;
    return isBelow && !folder.includes('/', inside.length) ? own : [];
  });
}

function pathsOf(files: FilesByFolder): string[] {
  return [...files.values()].flat().map(({ path }) => path);
}

/** Folders that head has no longer, by the new one that holds one of their migrations unchanged. */
function movesOf(
  listings: Listings,
  found: Readonly<Record<Tree, ReadonlySet<string>>>,
): Map<string, string> {
  const gone = [...found.mergeBase].filter((folder) => !found.head.has(folder));
  const added = new Set([...found.head].filter((folder) => !found.mergeBase.has(folder)));
  const holders = Map.groupBy(
    [...added].flatMap((folder) =>
      migrationsIn(listings.head, folder).map((oid) => ({ oid, folder })),
    ),
    ({ oid }) => oid,
  );
  const moves = gone.flatMap((from): [string, string][] => {
    const candidates = migrationsIn(listings.mergeBase, from).flatMap(
      (oid) => holders.get(oid) ?? [],
    );
    const to = candidates.find(({ folder }) => added.delete(folder))?.folder;
    return to === undefined ? [] : [[from, to]];
  });
  return new Map(moves);
}

/** The contents of the migrations of a folder, by their ids. */
function migrationsIn(files: FilesByFolder, folder: string): string[] {
  return [...filesOfProject(files, folder)]
    .filter(([name]) => name.endsWith('.sql'))
    .map(([, { oid }]) => oid);
}
