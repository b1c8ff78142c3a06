import { type History, latestSnapshot } from '../drizzle/history.ts';
import {
  neededForParents,
  neededOfJudged,
  neededOfReleased,
  snapshotsToLookThrough,
} from '../drizzle/needed.ts';
import { compareNames } from '../drizzle/folder-layout.ts';
import { isPostgres, journalPath } from '../drizzle/projects.ts';
import type { ProjectConfig } from '../drizzle/project-config.ts';
import { historyOf, nothingKnown } from '../drizzle/read-history.ts';
import { inFolders } from '../drizzle/upgraded-history.ts';
import type { Blob, Change, Tree, TreeEntry } from './change.ts';
import { type Configs, configReader } from './configs.ts';
import {
  byContent,
  byFolder,
  byTree,
  filesOfProject,
  type ProjectFolder,
  projectFolders,
  trees,
} from './folders.ts';
import {
  type Migrators,
  migratorOf,
  migratorScripts,
  readMigrators,
  type Scripts,
  touchesMigrator,
} from './migrators.ts';
import type { Settings } from './settings.ts';
import { touchesCode, touchesSchema } from './touched-schema.ts';

export type Histories = Readonly<Record<Tree, History>>;

/** One Drizzle project that the change touches, read as far as its review needs. */
export interface Project {
  /** Its folders: one, or where it was and where the change moves it. */
  readonly folders: readonly string[];
  readonly migrators: Migrators;
  /** What its `drizzle.config` files say: the schema in `configs.merged.schema`, and more. */
  readonly configs: Configs;
  readonly histories: Histories;
  /** The same histories with further files read. */
  readMore(wanted: Partial<Readonly<Record<Tree, readonly string[]>>>): Promise<Histories>;
}

/** The projects that a change touches. */
export interface Projects {
  readonly projects: readonly Project[];
  /** Folders that the configuration names, and that have a journal in no tree. */
  readonly missing: readonly string[];
  /** Folders that the change touches, and that are another dialect's, such as `mysql`. */
  readonly others: readonly OtherDialect[];
}

/** A migrations folder that is not PostgreSQL's. */
export interface OtherDialect {
  readonly folder: string;
  readonly dialect: string;
}

/**
 * Reads the Drizzle projects that the change touches: those whose folder it makes another one, whose
 * migrator it changes, or whose TypeScript schema.
 */
export async function readProjects(change: Change, settings: Settings): Promise<Projects> {
  const lists = await Promise.all(trees.map((tree) => change.list(tree)));
  const listed = byTree((tree) => lists[trees.indexOf(tree)] ?? []);
  const listings = byContent(listed, byFolder);

  const readConfigs = configReader(change, listed);
  const scripts = byContent(listed, migratorScripts);
  const missing: string[] = [];
  const found: { place: ProjectFolder; files: Files }[] = [];
  for (const place of projectFolders(listings, settings)) {
    const files = byTree((tree) => filesOfProject(listings[tree], place.folders[tree]));
    if (trees.some((tree) => isHistory(files[tree]))) found.push({ place, files });
    else missing.push(place.folders.head);
  }
  const mayBeSchema = touchesCode(change.files);
  let paths: Record<Tree, ReadonlySet<string>> | null = null;
  const isOfSchema = async (place: ProjectFolder): Promise<boolean> => {
    if (!mayBeSchema) return false;
    paths ??= byContent(listed, (files) => new Set(files.map(({ path }) => path)));
    return touchesSchemaOf(change, await readConfigs(place), paths, settings);
  };
  // At once, so that a source asks for the files of all of them together.
  const read = await Promise.all(
    found.map(async ({ place, files }) => {
      const isOwn = isTouched(files) || touchesMigrator(scripts, place);
      if (!isOwn && !(await isOfSchema(place))) return [];
      return readProject(change, place, files, { scripts, readConfigs });
    }),
  );
  return {
    projects: read.flat().filter((each) => 'histories' in each),
    missing,
    others: read.flat().filter((each) => 'dialect' in each),
  };
}

function touchesSchemaOf(
  { files }: Change,
  configs: Configs,
  paths: Readonly<Record<Tree, ReadonlySet<string>>>,
  { paths: globs }: Settings,
): boolean {
  return (['base', 'merged'] as const).some((tree) =>
    touchesSchema(files, configs[tree], paths[tree], globs),
  );
}

type Files = Readonly<Record<Tree, ReadonlyMap<string, TreeEntry>>>;

/** Whether files have a journal, or a folder for each migration. */
function isHistory(files: ReadonlyMap<string, TreeEntry>): boolean {
  return [...files.keys()].some(
    (name) => name === journalPath('') || name.endsWith('/migration.sql'),
  );
}

/** Whether the change does anything to a folder; what base did meanwhile is not the change's. */
function isTouched(files: Files): boolean {
  const content = (tree: Tree): string =>
    JSON.stringify([...files[tree]].map(([name, { oid }]) => [name, oid]).sort());
  return content('mergeBase') !== content('head') || content('base') !== content('merged');
}

/** Another dialect's where all journals say so; the migrator runs whatever a journal says of that. */
async function readProject(
  change: Change,
  place: ProjectFolder,
  files: Files,
  { scripts, readConfigs }: { scripts: Scripts; readConfigs: ReturnType<typeof configReader> },
): Promise<Project | OtherDialect> {
  const { folders } = place;
  const read = reader(change, folders, files);
  const [journals, learned, configs] = await Promise.all([
    read(byTree((tree) => firstRead(folders[tree], files[tree]))),
    readMigrators(change, scripts, place),
    readConfigs(place),
  ]);
  const dialects = trees.flatMap((tree) => journals[tree].journal?.dialect ?? []);
  const [dialect] = dialects;
  if (dialect !== undefined && !dialects.some(isPostgres)) return { folder: folders.head, dialect };

  const { released, mergeBase, base, head, merged } = journals;
  const migrators = {
    base: migratorOf(learned.base, base.layout),
    merged: migratorOf(learned.merged, merged.layout),
  };
  const parents = neededForParents(mergeBase, base, head);
  const histories = await read({
    mergeBase: [],
    base: [
      ...neededOfJudged(released, base, migrators.base.pending),
      ...parents.base,
      ...compared(base, configs.merged),
    ],
    head: parents.head,
    merged: [
      ...neededOfJudged(released, merged, migrators.merged.pending),
      ...compared(merged, configs.merged),
    ],
    released: [...neededOfReleased(released, merged), ...neededOfReleased(released, base)],
  });
  const further = snapshotsToLookThrough(histories.base, histories.head);
  const nothing = byTree((): string[] => []);
  const readMore: Project['readMore'] = (wanted) => read({ ...nothing, ...wanted });
  const project = {
    folders: [...new Set([folders.head, folders.base])],
    migrators,
    configs,
    readMore,
  };
  if (further.length === 0) return { ...project, histories };
  return { ...project, histories: await readMore({ base: further }) };
}

/** The snapshot that the schema is compared with, where that is known. */
function compared(history: History, { schema }: ProjectConfig): string[] {
  return schema ? [latestSnapshot(history)?.path ?? []].flat() : [];
}

/**
 * What tells which dialect and which files there are: the journal, or the newest snapshot, which in
 * drizzle-kit 1 also says whether it needs those before it.
 */
function firstRead(folder: string, files: ReadonlyMap<string, TreeEntry>): string[] {
  const names = [...files.keys()].filter((name) => name.endsWith('/snapshot.json'));
  const newest = names.sort(compareNames).at(-1);
  const path = newest === undefined ? null : files.get(newest)?.path;
  return [path ?? journalPath(folder)];
}

/** Reads a project's files step by step; each answer holds all that was read so far. */
function reader(
  change: Change,
  folders: ProjectFolder['folders'],
  files: Files,
): (wanted: Readonly<Record<Tree, readonly string[]>>) => Promise<Histories> {
  const contents = byTree(() => new Map<string, Blob>());
  const known = nothingKnown();
  return async (wanted) => {
    await Promise.all(
      trees.map(async (tree) => {
        const paths = [...new Set(wanted[tree])].filter((path) => !contents[tree].has(path));
        if (paths.length === 0) return;
        for (const [path, blob] of await change.read(tree, paths)) contents[tree].set(path, blob);
      }),
    );
    const histories = byTree((tree) =>
      historyOf(folders[tree], files[tree].values(), contents[tree], known),
    );
    return inOneLayout(withMergedJournal(histories, change.conflicts));
  };
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

/** A change that runs `drizzle-kit up`: what was in a journal is compared by its new names. */
function inOneLayout(histories: Histories): Histories {
  const { merged } = histories;
  if (merged.layout === 'journal') return histories;
  return byTree((tree) => inFolders(histories[tree], merged));
}
