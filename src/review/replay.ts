import type { History } from '../drizzle/history.ts';
import type { Pending } from '../drizzle/pending.ts';
import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import type { Range } from '../sql/statement.ts';
import type { Migrator, ReplaySettings } from './settings.ts';

/** What a replay is asked to run: the change of one project. */
export interface ReplayRequest {
  readonly released: History;
  readonly merged: History;
  readonly migrator: Migrator;
  /** What a deploy of `merged` does where `released` was applied. */
  readonly pending: readonly Pending[];
  readonly settings: ReplaySettings;
  /** The same history with the texts of all its migrations. */
  readAll(tree: 'released' | 'merged'): Promise<History>;
  /** The text of the newest entry's snapshot; null where there is none. */
  readSnapshot(tree: 'released' | 'merged'): Promise<string | null>;
  /**
   * What the TypeScript schema declares; base is null where it has none. A text says why it is not
   * known.
   */
  readDeclared(): Promise<
    { readonly base: ReadSchema | null; readonly merged: ReadSchema } | string
  >;
}

/** Runs a change in a sandbox. What cannot be run is said in the report; it does not reject. */
export type Replay = (request: ReplayRequest) => Promise<ReplayReport>;

/** `partial`: not all that was asked was run; `impossible`: nothing was, for a reason that base has. */
export type ReplayStatus = 'complete' | 'partial' | 'impossible' | 'timed-out';

/** A lock that a statement took on a relation that existed before the change. */
export interface ReplayedLock {
  readonly relation: string;
  /** `AccessExclusiveLock`, as pg_locks calls it. */
  readonly mode: string;
  readonly blocks: 'reads and writes' | 'writes' | 'schema changes';
}

export interface ReplayedError {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
  /** The row that made it fail, as an INSERT; null where none was needed. */
  readonly row: string | null;
}

/** Rows that a statement has written, of those that migrations make. */
export interface ReplayedRows {
  readonly relation: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What one statement of the pending change did on the upgrade road. */
export interface ReplayedStatement {
  readonly path: string;
  readonly range: Range;
  readonly milliseconds: number;
  /** Those that it took newly. */
  readonly locks: readonly ReplayedLock[];
  /** Where its locks end: with the statement, with its migration, or with the last one. */
  readonly heldUntil: 'statement' | 'migration' | 'last migration';
  /** Relations that existed before and were written anew. */
  readonly rewrites: readonly string[];
  /** What was read from its first to its last row, in PostgreSQL's words. */
  readonly scans: readonly string[];
  readonly rows: readonly ReplayedRows[];
  /** What it said itself: NOTICE and WARNING. */
  readonly notices: readonly string[];
  readonly error: ReplayedError | null;
}

/** An object that two roads do not lead to alike. Definitions are PostgreSQL's; null where it is missing. */
export interface RoadDifference {
  /** Of the object: `table`, `column`, `index`, `enum`, `trigger`, … */
  readonly class: string;
  readonly name: string;
  readonly upgrade: string | null;
  readonly other: string | null;
}

export interface RoadReport {
  /** `failed` where a migration failed on it, `unknown` where it was not run. */
  readonly state: 'equal' | 'differs' | 'failed' | 'unknown';
  /** What this change makes different from the upgrade road; what differed before is not in it. */
  readonly differences: readonly RoadDifference[];
  /** How many objects differed before the change. */
  readonly before: number;
  /** Why it failed or is not known, or what it leaves open. */
  readonly because: string | null;
}

/** An error of the upgrade road that only one of two possible states of the database has. */
export interface OtherBase {
  readonly skipped: readonly string[];
  /** Whether the pending migrations run where the skipped entries were applied after all. */
  readonly error: (ReplayedError & { readonly path: string; readonly line: number }) | null;
}

/**
 * What came of trying rows against a statement. `proven`: the released schema allows rows on which it
 * fails. `guarded`: the migration itself refuses them (RAISE). `handled`: no rows were found on which
 * it fails; `deleted`: since it deletes them. `implied`: what the released schema demands forbids such
 * rows. `not probed`: none could be built, or the time was over.
 */
export type ProbeStatus = 'proven' | 'guarded' | 'handled' | 'deleted' | 'implied' | 'not probed';

/**
 * How ordinary a row is: `any` row, one that an `ordinary` insert makes (columns left out,
 * duplicates, orphans), one that needs an `explicit` value against the default or the TypeScript
 * type, or an `extreme` value.
 */
export type ProbeGrade = 'any' | 'ordinary' | 'explicit' | 'extreme';

/** What a statement demands of rows: `rows` where it demands nothing, and its own work fails on them. */
export type ProbeKind =
  'not null' | 'unique' | 'foreign key' | 'check' | 'exclusion' | 'type' | 'rows';

/** A statement that was tried on rows which the released schema allows. */
export interface ReplayedProbe {
  readonly path: string;
  readonly range: Range;
  readonly kind: ProbeKind;
  readonly status: ProbeStatus;
  readonly grade: ProbeGrade | null;
  /** As it was called before the change. */
  readonly table: string;
  /** The column, constraint or index. */
  readonly object: string | null;
  /** The rows as INSERTs, parents first. */
  readonly rows: readonly string[];
  /** Counts such rows in production, and only reads. */
  readonly query: string | null;
  readonly error: Omit<ReplayedError, 'row'> | null;
  readonly because: string | null;
}

export interface ReplayReport {
  /** The engine and PostgreSQL's version. */
  readonly engine: string;
  readonly status: ReplayStatus;
  /** Why it is not complete, in a sentence; null where it is. */
  readonly because: string | null;
  /** What was not proven, in a few words each. */
  readonly unproven: readonly string[];
  readonly roads: {
    /** An empty database, with all migrations. */
    readonly fresh: RoadReport;
    /** What the newest snapshot says. */
    readonly recorded: RoadReport;
    /** What the TypeScript schema declares. */
    readonly declared: RoadReport;
  };
  readonly statements: readonly ReplayedStatement[];
  /** What was tried on rows that the released schema allows. */
  readonly probes: readonly ReplayedProbe[];
  /** Indexes that the change leaves behind invalid. */
  readonly invalidIndexes: readonly string[];
  /** Where released holds entries that the migrator skips: what happens where they were applied. */
  readonly otherBase: OtherBase | null;
  readonly rollback: {
    readonly sql: readonly string[];
    /** Whether it led back to base's catalog, exactly. */
    readonly works: boolean;
    readonly because: string | null;
  } | null;
  readonly milliseconds: Readonly<Record<string, number>>;
}
