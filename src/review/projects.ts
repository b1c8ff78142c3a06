import type { History } from '../drizzle/history.ts';
import {
  changedSnapshots,
  neededOfJudged,
  neededOfReleased,
  snapshotsToLookThrough,
} from '../drizzle/needed.ts';
import { isPostgres, journalPath, migrationFolders } from '../drizzle/projects.ts';
import { historyOf } from '../drizzle/read-history.ts';
import type { Change, Tree, TreeEntry } from './change.ts';
import type { Migrator, Settings } from './settings.ts';

export const trees = ['mergeBase', 'base', 'head', 'merged', 'released'] as const;

export type Histories = Readonly<Record<Tree, History>>;

/** One Drizzle project that the change touches, read as far as its review needs. */
export interface Project {
  readonly folder: string;
  readonly migrator: Migrator;
  readonly histories: Histories;
}

/**
 * The Drizzle projects that the change touches: those whose folder differs between the trees.
 * Configured ones when the configuration names any, else all that have a journal.
 */
export async function readProjects(change: Change, settings: Settings): Promise<Project[]> {
  const listed = await Promise.all(
    trees.map(async (tree) => [tree, await change.list(tree)] as const),
  );
  const listings = Object.fromEntries(listed) as Record<Tree, readonly TreeEntry[]>;

  const projects: Project[] = [];
  for (const { folder, migrator } of foldersOf(listings, settings)) {
    const files = inFolder(listings, folder);
    if (!isTouched(files)) continue;
    const project = await readProject(change, folder, files, migrator);
    if (project) projects.push(project);
  }
  return projects;
}

function foldersOf(
  listings: Record<Tree, readonly TreeEntry[]>,
  settings: Settings,
): { folder: string; migrator: Migrator }[] {
  if (settings.projects.length > 0) {
    return settings.projects.map(({ migrations, migrator }) => ({ folder: migrations, migrator }));
  }
  const paths = new Set(trees.flatMap((tree) => listings[tree].map((entry) => entry.path)));
  return migrationFolders(paths).map((folder) => ({ folder, migrator: settings.migrator }));
}

function inFolder(
  listings: Record<Tree, readonly TreeEntry[]>,
  folder: string,
): Record<Tree, readonly TreeEntry[]> {
  const inside = folder === '' ? '' : `${folder}/`;
  const entries = trees.map((tree) => [
    tree,
    listings[tree].filter(({ path }) => path.startsWith(inside)),
  ]);
  return Object.fromEntries(entries) as Record<Tree, readonly TreeEntry[]>;
}

/** Whether the change does anything to a folder; what base did meanwhile is not the change's. */
function isTouched(files: Record<Tree, readonly TreeEntry[]>): boolean {
  const content = (tree: Tree): string =>
    files[tree]
      .map(({ path, oid }) => `${oid} ${path}`)
      .sort()
      .join('\n');
  return content('mergeBase') !== content('head');
}

async function readProject(
  change: Change,
  folder: string,
  files: Record<Tree, readonly TreeEntry[]>,
  migrator: Migrator,
): Promise<Project | null> {
  const wanted: Record<Tree, string[]> = {
    mergeBase: [],
    base: [],
    head: [],
    merged: [],
    released: [],
  };
  for (const tree of trees) wanted[tree].push(journalPath(folder));
  const journals = await historiesFrom(change, folder, files, wanted);
  const dialect = trees.map((tree) => journals[tree].journal?.dialect).find((each) => each != null);
  if (!isPostgres(dialect ?? null)) return null;

  const { released, mergeBase, base, head, merged } = journals;
  wanted.merged.push(...neededOfJudged(released, merged, migrator.pending));
  wanted.base.push(...neededOfJudged(released, base, migrator.pending));
  wanted.released.push(...neededOfReleased(released, merged), ...neededOfReleased(released, base));
  wanted.base.push(...neededOfReleased(base, merged));
  for (const { path } of changedSnapshots(mergeBase, head)) wanted.head.push(path);
  for (const { path } of changedSnapshots(mergeBase, base)) wanted.base.push(path);
  const histories = await historiesFrom(change, folder, files, wanted);

  const further = snapshotsToLookThrough(histories.base, histories.head);
  if (further.length === 0) return { folder, migrator, histories };
  wanted.base.push(...further);
  return { folder, migrator, histories: await historiesFrom(change, folder, files, wanted) };
}

async function historiesFrom(
  change: Change,
  folder: string,
  files: Record<Tree, readonly TreeEntry[]>,
  wanted: Record<Tree, readonly string[]>,
): Promise<Histories> {
  const histories = await Promise.all(
    trees.map(async (tree) => {
      const contents = await change.read(tree, wanted[tree]);
      return [tree, historyOf(folder, files[tree], contents)] as const;
    }),
  );
  return withMergedJournal(Object.fromEntries(histories) as unknown as Histories, change.conflicts);
}

/**
 * Where both sides appended to the journal, git leaves conflict markers; what a person would then
 * commit is base's entries followed by those that only head has.
 */
function withMergedJournal(histories: Histories, conflicts: ReadonlySet<string>): Histories {
  const { base, head, merged } = histories;
  if (!base.journal || !head.journal) return histories;
  if (!conflicts.has(head.journal.path) || head.journal.problem || base.journal.problem)
    return histories;

  const tags = new Set(base.journal.entries.map((entry) => entry.tag));
  const added = head.journal.entries.filter((entry) => !tags.has(entry.tag));
  const journal = { ...head.journal, entries: [...base.journal.entries, ...added] };
  return { ...histories, merged: { ...merged, journal } };
}
