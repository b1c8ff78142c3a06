import type { Range } from '../sql/statement.ts';

/** One entry of `meta/_journal.json`, with its line in that file. */
export interface JournalEntry {
  readonly idx: number;
  /** Milliseconds since 1970; Drizzle's own migrator compares it with the newest applied one. */
  readonly when: number;
  /** Name of the migration, which is its file's name without `.sql`. */
  readonly tag: string;
  readonly range: Range;
  /** Where its `when` stands. */
  readonly whenRange: Range;
}

/** A file that could not be read, and where it breaks. */
export interface FileProblem {
  readonly message: string;
  readonly range: Range;
  readonly conflictMarker: boolean;
}

export interface Journal {
  readonly path: string;
  /** `postgresql`, or `pg` in old ones; null where it does not say. */
  readonly dialect: string | null;
  readonly entries: readonly JournalEntry[];
  readonly problem: FileProblem | null;
}

/** A migration file. `text` is null until somebody needs it, and where the file could not be read. */
export interface MigrationFile {
  readonly tag: string;
  readonly path: string;
  readonly oid: string;
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
}

/**
 * A snapshot file, by the prefix that links it to its migration, which in the layout of
 * drizzle-kit 1 is the migration's whole name. Ids are null until it was read.
 */
export interface SnapshotFile {
  readonly prefix: string;
  readonly path: string;
  readonly oid: string;
  readonly text: string | null;
  readonly id: string | null;
  /** Its parent; of the several that drizzle-kit 1 allows, the first. */
  readonly prevId: string | null;
  readonly prevIds: readonly string[];
  readonly version: string | null;
  readonly dialect: string | null;
  /** Where `prevId` or `prevIds` stands. */
  readonly prevIdRange: Range;
  readonly problem: FileProblem | null;
}

/** A migrations folder in one tree. */
export interface History {
  readonly folder: string;
  /** `journal` for drizzle-kit 0.x; `folders`, one for each migration, for drizzle-kit 1. */
  readonly layout: 'journal' | 'folders';
  /** Null where the tree has none. In the layout of folders, what their names and order say. */
  readonly journal: Journal | null;
  readonly migrations: ReadonlyMap<string, MigrationFile>;
  readonly snapshots: ReadonlyMap<string, SnapshotFile>;
}

/**
 * The snapshot that drizzle-kit 0.x compares the schema with: the last one by name, whatever the
 * journal says; it passes by what begins with `_`.
 */
export function latestSnapshot({ snapshots }: History): SnapshotFile | null {
  const named = [...snapshots.values()].filter(({ path }) => !/(?:^|\/)_[^/]*$/.test(path));
  return named.sort((one, other) => (one.path < other.path ? -1 : 1)).at(-1) ?? null;
}

/** The snapshot of a migration; null where there is none. */
export function snapshotOf({ layout, snapshots }: History, tag: string): SnapshotFile | null {
  return snapshots.get(layout === 'folders' ? tag : prefixOf(tag)) ?? null;
}

/** The part of a tag that names its snapshot: `0042` of `0042_brave_invaders`. */
export function prefixOf(tag: string): string {
  return tag.split('_')[0] ?? tag;
}
