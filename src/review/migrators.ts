import {
  isMigratorFile,
  type LearnedMigrator,
  learnMigrator,
  migratorFiles,
} from '../drizzle/migrator.ts';
import type { History } from '../drizzle/history.ts';
import type { Change, Tree, TreeEntry } from './change.ts';
import type { ProjectFolder } from './folders.ts';
import type { Migrator } from './settings.ts';

/** How a project migrates, and how that is known. */
export interface KnownMigrator extends Migrator {
  /** `assumed`: nothing tells, so that it is taken for Drizzle's own. */
  readonly from: 'configuration' | 'assumed' | LearnedMigrator['kind'];
  /** The file that tells; null where none does. */
  readonly path: string | null;
}

/** The files of each tree that may tell how some project migrates. */
export type Scripts = Readonly<Record<Tree, readonly TreeEntry[]>>;

/** Those of a tree's files that may tell it, by their names: few of many. */
export function migratorScripts(files: readonly TreeEntry[]): readonly TreeEntry[] {
  return files.filter(({ path }) => isMigratorFile(path));
}

/** The migrator before the change, and with it. */
export interface Migrators {
  readonly base: KnownMigrator;
  readonly merged: KnownMigrator;
}

/** Learns how a project migrates, from a few files that are known by their names. */
export async function readMigrators(
  change: Change,
  scripts: Scripts,
  place: ProjectFolder,
): Promise<Migrators> {
  if (!place.learnMigrator) {
    const known: KnownMigrator = { ...place.migrator, from: 'configuration', path: null };
    return { base: known, merged: known };
  }
  const [base, merged] = await Promise.all(
    (['base', 'merged'] as const).map(async (tree) => {
      const paths = candidates(scripts, place, tree);
      const files = paths.length > 0 ? await change.read(tree, paths) : new Map();
      const texts = [...files].flatMap(([path, { text }]): [string, string][] =>
        text === null ? [] : [[path, text]],
      );
      return known(learnMigrator(new Map(texts)), place.migrator);
    }),
  );
  return { base: base!, merged: merged! };
}

/**
 * The migrator of a history. That of drizzle-orm 1, which reads folders, goes by their names; what
 * is said of `when` is of the one before.
 */
export function migratorOf(migrator: KnownMigrator, layout: History['layout']): KnownMigrator {
  const goesByName = layout === 'folders' && migrator.pending === 'when' && migrator.from !== 'own';
  return goesByName ? { ...migrator, pending: 'name' } : migrator;
}

/** Whether the change touches a script that may be the migrator. */
export function touchesMigrator(scripts: Scripts, place: ProjectFolder): boolean {
  if (!place.learnMigrator) return false;
  const [before, after] = (['mergeBase', 'head'] as const).map((tree) => {
    const paths = new Set(candidates(scripts, place, tree));
    const own = scripts[tree].filter(
      ({ path }) => paths.has(path) && !path.endsWith('package.json'),
    );
    return JSON.stringify(own.map(({ path, oid }) => [path, oid]));
  });
  return before !== after;
}

function candidates(
  scripts: Scripts,
  { folders }: ProjectFolder,
  tree: 'base' | 'merged' | 'mergeBase' | 'head',
): string[] {
  return migratorFiles(
    scripts[tree].map(({ path }) => path),
    folders[tree],
  );
}

function known(learned: LearnedMigrator | null, assumed: Migrator): KnownMigrator {
  if (!learned) return { ...assumed, from: 'assumed', path: null };
  const unsure = (['transaction', 'pending'] as const).filter((rule) => learned[rule] === null);
  return {
    transaction: learned.transaction ?? assumed.transaction,
    pending: learned.pending ?? assumed.pending,
    from: learned.kind,
    path: learned.path,
    ...(unsure.length > 0 && { unsure }),
  };
}
