import type { History, MigrationFile, SnapshotFile } from '../drizzle/history.ts';
import type { Pending } from '../drizzle/pending.ts';
import type { Drift } from '../drizzle/schema/drift.ts';
import type { Place, ReadSchema } from '../drizzle/schema/read-schema.ts';
import type { DeployCommand } from '../deploy/commands.ts';
import type { LockedVersion } from '../deploy/locked.ts';
import type { QueryFile, TableUse } from '../query/model.ts';
import type { SchemaDifference } from '../schema/difference.ts';
import type { Schema } from '../schema/model.ts';
import type { ParsedSql, PostgresMajor, Range, Statement } from '../sql/statement.ts';
import type { AcceptedExample, FlaggedExample } from './example.ts';
import type { Category, Source } from './finding.ts';
import type { ReplayReport } from './replay.ts';
import type { HeldLocks } from './held-locks.ts';
import type { KnownMigrator } from './migrators.ts';
import type { OptionDeclarations, OptionValues } from './options.ts';
import type { CodeAround } from './running-code.ts';
import type { Migrator, Severity } from './settings.ts';
import type { SchemaVisit } from './schema-visit.ts';
import type { TableLock } from './table-locks.ts';

/** A statement of the pending change, in the order in which the migrator runs them. */
export interface PendingStatement {
  readonly statement: Statement;
  /** File that it stands in. */
  readonly path: string;
  /** Number of the transaction that it runs in; null where it commits by itself. */
  readonly transaction: number | null;
}

/** Words of our own in the data of a finding, which hold nothing that a repository wrote. */
export interface Prose {
  readonly prose: string;
}

/** What the words of a finding are filled with; a list is written as `a`, `b` and `c`. */
export type Data = Readonly<Record<string, string | number | Prose | readonly string[]>>;

/** A report of a check, before it becomes a finding. */
export interface Report {
  /** Where; the whole statement when left out. */
  readonly at?: Range;
  readonly data?: Data;
  /** What the finding is about, where `data` also holds what changes while the cause stands. */
  readonly about?: unknown;
  /** Which of the check's `variants` says it; of several, a later one's words take precedence. */
  readonly variant?: string | readonly string[];
  /** When it differs from the check's own. */
  readonly severity?: Severity;
  /** It weighs the same however large the table is, though the check is `sized`. */
  readonly isSizeless?: true;
  /**
   * Reports of one check with one cause become one finding, at the first place, and their lists
   * are joined.
   */
  readonly cause?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** Nobody can accept it as an error, whatever the check says otherwise. */
  readonly final?: true;
  /** An edit in head's file that is right when it is applied alone. */
  readonly fix?: { readonly at: Range; readonly text: string };
  /** Reports of other checks in a stretch of the same file that are only consequences of this one. */
  readonly explains?: { readonly checks: readonly string[]; readonly within: Range };
}

export interface StatementVisit<
  Declared extends OptionDeclarations = OptionDeclarations,
> extends PendingStatement {
  /** The schema as it stands before this statement. */
  readonly before: Schema;
  /** The schema as it stood before the whole change. */
  readonly start: Schema;
  /** What the newest snapshot of the released history declares: what the running code knows. */
  readonly declared: Schema | null;
  /** What code uses of that which the change takes away; null where nobody looked. */
  readonly code: CodeAround | null;
  /** The schema after the whole change; folded when it is first asked for. */
  end(): Schema;
  /** The locks that this statement takes on tables that stood before the change. */
  readonly locks: readonly TableLock[];
  /** Those that earlier statements of the same transaction hold. */
  readonly held: HeldLocks;
  /** The whole pending change, this statement at `index`. */
  readonly pending: readonly PendingStatement[];
  readonly index: number;
  readonly migrator: Migrator;
  /** The configured version, or 15. */
  readonly postgres: PostgresMajor;
  /** How the team sets the options that the check declares. */
  readonly options: OptionValues<Declared>;
  report(report: Report): void;
}

/** A pending migration as a text. */
export interface FileVisit {
  readonly path: string;
  /** Null where the file is too large to be read. */
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
  readonly sql: ParsedSql;
  readonly postgres: PostgresMajor | null;
  /** The range between two offsets of `text`. */
  range(start: number, end: number): Range;
  report(report: Report & { readonly at: Range }): void;
}

export interface HistoryVisit {
  readonly released: History;
  readonly mergeBase: History;
  readonly base: History;
  readonly head: History;
  /** Head merged into base: what will be deployed. */
  readonly merged: History;
  readonly migrator: KnownMigrator;
  /** The migrator before the change. */
  readonly migratorBefore: KnownMigrator;
  /** Paths that did not merge cleanly. */
  readonly conflicts: ReadonlySet<string>;
  /** No change is reviewed, but a whole history as if it were new. */
  readonly isWhole: boolean;
  /** What a deploy of `merged` does where `released` was applied. */
  readonly pending: readonly Pending[];
  /** The schema of a database where `released` was applied. */
  readonly start: Schema;
  /** Milliseconds since 1970; null where nobody has a clock. */
  readonly now: number | null;
  /** The SQL that undoes the merged migrations which the change deletes; null where that is not known. */
  readonly undo: readonly string[] | null;
  /** A migration's statements: of those that are pending, edited or removed; null where not known. */
  sqlOf(file: MigrationFile): ParsedSql | null;
  report(report: Report & { readonly path: string; readonly at: Range }): void;
}

/** A difference from the newest snapshot to what the TypeScript schema declares. */
export interface SchemaDrift extends Drift {
  /** Where it is declared; of what is declared no more, its table or the file that declared it. */
  readonly place: Place;
  /** Whether base has it already. */
  readonly isOld: boolean;
  /** Whether the migrations make it all the same; null where that is not known. */
  readonly isMade: boolean | null;
  /** It is declared no more, and code that does not know of it can go on. */
  readonly isLeftBehind: boolean;
}

export interface DriftVisit {
  /** What the TypeScript schema declares. */
  readonly declared: ReadSchema;
  /** The newest snapshot, with which drizzle-kit compares it. */
  readonly snapshot: SnapshotFile;
  readonly drift: readonly SchemaDrift[];
  /**
   * The SQL for what is new of the drift, as drizzle-kit writes it: for what the migrations make all
   * the same, and for the rest; null where it cannot write it.
   */
  readonly sql: Readonly<Record<'made' | 'missing', readonly string[] | null>>;
  /** The migrations of the change that have no snapshot. */
  readonly withoutSnapshot: readonly string[];
  report(report: Report & { readonly path: string; readonly at: Range }): void;
}

/** What a repository with Drizzle projects does with them, as far as the changed files of one tree tell. */
export interface ProjectVisit {
  /** Calls of drizzle-kit and of migrators in workflows, images and scripts, file by file. */
  readonly commands: readonly DeployCommand[];
  /** The versions of drizzle-orm that lock files pin. */
  readonly orm: readonly (LockedVersion & { readonly path: string })[];
  /** Folders with `meta/_journal.json`, which drizzle-kit 0.x writes. */
  readonly journalFolders: readonly string[];
  report(report: Report & { readonly path: string; readonly at: Range }): void;
}

/** The database code of one file. */
export interface QueryVisit<Declared extends OptionDeclarations = OptionDeclarations> {
  readonly file: QueryFile;
  /** All files that were read: those that the change touches, or the whole repository. */
  readonly files: readonly QueryFile[];
  /** The columns by which a table keeps deleted rows, by their names in TypeScript. */
  softDeleteOf(table: TableUse): readonly string[];
  /** Whether the configuration calls a table large. */
  isLarge(table: TableUse): boolean;
  readonly options: OptionValues<Declared>;
  report(report: Report & { readonly at: Range }): void;
}

/** The words of a finding, with `{name}` for data. */
export interface Texts {
  /** What is wrong, in one sentence of at most 120 characters. */
  readonly message: string;
  /** The same for several reports of one cause. */
  readonly many?: string;
  readonly why: string;
  /** What to do, for Drizzle and the migrator; Markdown, with SQL that can be copied. */
  readonly todo: string;
}

interface CheckBase extends Texts {
  /** What is wrong, in kebab-case. It never changes. */
  readonly id: string;
  readonly title: string;
  /** The folder that the check stands in. */
  readonly category: Category;
  readonly severity: Severity;
  /** Whether a person may `accept` its errors, or they `fail` the check run whatever anybody says. */
  readonly onError: 'accept' | 'fail';
  /** It depends on this rule of the migrator: where that is not known, an error is a warning. */
  readonly assumes?: 'transaction' | 'pending';
  /** Rows of the catalogue that it knows. */
  readonly covers: readonly string[];
  readonly sources: readonly Source[];
  /** Other words for a special case, by name; what a variant leaves out is said as above. */
  readonly variants?: Readonly<Record<string, Partial<Texts>>>;
  readonly examples: {
    readonly flagged: readonly [FlaggedExample, ...FlaggedExample[]];
    readonly accepted: readonly [AcceptedExample, ...AcceptedExample[]];
  };
}

/** A check of each pending statement of the kinds that it names. */
export interface StatementCheck<
  Declared extends OptionDeclarations = OptionDeclarations,
> extends CheckBase {
  readonly needs: 'statements';
  /** Kinds that it looks at: `DropStmt`, or `AlterTableStmt:AT_DropColumn` for one ALTER TABLE command. */
  readonly on: readonly [string, ...string[]];
  /** It cannot decide everything where the schema before the change is unknown, and says less there. */
  readonly needsState?: true;
  /** It reports locks that last as long as tables are large, so that their sizes give the severity. */
  readonly sized?: true;
  /** What a team can set beside the severity. */
  readonly options?: Declared;
  statement(visit: StatementVisit<Declared>): void;
}

/** A check of the bookkeeping: journals, migration files and snapshots. */
export interface HistoryCheck extends CheckBase {
  readonly needs: 'history';
  history(visit: HistoryVisit): void;
}

/** A check of each pending migration as a text. */
export interface FileCheck extends CheckBase {
  readonly needs: 'file';
  file(visit: FileVisit): void;
}

/** A check of what the TypeScript schema declares beside the newest snapshot. */
export interface DriftCheck extends CheckBase {
  readonly needs: 'drift';
  drift(visit: DriftVisit): void;
}

/** A check of what the TypeScript schema declares. */
export interface SchemaCheck<
  Declared extends OptionDeclarations = OptionDeclarations,
> extends CheckBase {
  readonly needs: 'schema';
  /** What a team can set beside the severity. */
  readonly options?: Declared;
  /** It asks for the texts that the change adds or edits. */
  readonly readsDocuments?: true;
  schema(visit: SchemaVisit<Declared>): void;
}

/** What the replay of a change has shown, beside the bookkeeping. */
export interface ReplayVisit extends Omit<HistoryVisit, 'report'> {
  readonly replay: ReplayReport;
  /** How the TypeScript schema differs from the newest snapshot; null where that is not known. */
  readonly drift: readonly SchemaDifference[] | null;
  report(report: Report & { readonly path: string; readonly at: Range }): void;
}

/** A check of what the replay has shown. */
export interface ReplayCheck extends CheckBase {
  readonly needs: 'replay';
  replay(visit: ReplayVisit): void;
}

/** A check that the review itself decides, since it needs to know what all others reported. */
export interface ReviewCheck extends CheckBase {
  readonly needs: 'review';
}

/** A check of what stands beside the migrations: scripts, workflows, images, lock files. */
export interface ProjectCheck extends CheckBase {
  readonly needs: 'project';
  project(visit: ProjectVisit): void;
}

/** A check of the queries in TypeScript code. */
export interface QueryCheck<
  Declared extends OptionDeclarations = OptionDeclarations,
> extends CheckBase {
  readonly needs: 'queries';
  /** What a team can set beside the severity. */
  readonly options?: Declared;
  query(visit: QueryVisit<Declared>): void;
}

export type Check =
  | StatementCheck
  | QueryCheck
  | HistoryCheck
  | FileCheck
  | DriftCheck
  | SchemaCheck
  | ProjectCheck
  | ReplayCheck
  | ReviewCheck;

/** What the registry knows of a check before it is loaded. */
export interface CheckEntry {
  readonly id: string;
  readonly category: Category;
  readonly needs: Check['needs'];
  readonly on: readonly string[];
  readonly needsState: boolean;
  /** The tools that have the same rule. */
  readonly tools: readonly string[];
  readonly options?: OptionDeclarations;
  load(): Promise<Check>;
}

/** Declares a check; the type asks for examples, so that a check without them does not compile. */
export function defineCheck<const Declared extends OptionDeclarations>(
  check:
    | StatementCheck<Declared>
    | QueryCheck<Declared>
    | HistoryCheck
    | FileCheck
    | DriftCheck
    | SchemaCheck<Declared>
    | ProjectCheck
    | ReplayCheck
    | ReviewCheck,
): Check {
  return check;
}

export * from './check-tools.ts';
