import type { SchemaDifference } from '../schema/difference.ts';
import type { KnownMigrator } from './migrators.ts';
import type { ReplayReport } from './replay.ts';
import type { Severity } from './settings.ts';
import type { TouchedTable } from './touched.ts';

export type { SchemaDifference };

export type Category =
  | 'data'
  | 'lock'
  | 'compatibility'
  | 'history'
  | 'schema'
  | 'query'
  | 'security'
  | 'syntax'
  | 'project'
  | 'style';

/** The same rule in another tool, by that tool's own name. */
export interface Source {
  readonly tool: string;
  readonly rule: string;
}

/** An edit of head's file at the finding's path, which is right when it is applied alone. */
export interface Fix {
  /** What it takes the place of; empty where start and end are the same. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** What a check reports. Lines and columns are 1-based and head's; `end` is after the last character. */
export interface Finding {
  readonly check: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly title: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
  readonly why: string;
  readonly todo: string;
  /** Stable while the cause stands: holds no commit, no folder and no line. */
  readonly fingerprint: string;
  readonly sources: readonly Source[];
  /** What the check saw, for machines: names, types, and the other places with the same cause. */
  readonly evidence: Readonly<Record<string, unknown>> | null;
  readonly fix: Fix | null;
  readonly ignored: { readonly reason: string } | null;
  readonly accepted: { readonly by: string; readonly reason: string } | null;
  /** Whether a person may accept it when it is an error. */
  readonly acceptable: boolean;
}

/** `accept`: errors that a person may accept, and nobody has; `fail`: an error that nobody can. */
export type Verdict = 'pass' | 'warn' | 'accept' | 'fail';

/** The result of one review; its JSON is the contract of `--format json`. */
export interface Review {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly base: string | null;
  readonly head: string | null;
  readonly findings: readonly Finding[];
  readonly changes: readonly SchemaDifference[];
  /** The tables that the changes touch, and those that these reference. */
  readonly touched: readonly TouchedTable[];
  /** Null where nothing was replayed. */
  readonly replay: ReplayReport | null;
  /** How each project of the change migrates, and how that is known. */
  readonly migrators: readonly (KnownMigrator & { readonly folder: string })[];
  /** Migrations folders that the change touches, and that are of another database than PostgreSQL. */
  readonly leftAlone: readonly { readonly folder: string; readonly dialect: string }[];
  readonly skipped: readonly { readonly check: string; readonly because: string }[];
  readonly statistics: {
    readonly migrations: number;
    readonly statements: number;
    /** Changed files of the migrations folders, which were reviewed. */
    readonly files: number;
    /** Changed files that concern the database, by the configuration's paths. */
    readonly watched: number;
    /** Findings that base has already and that are left out. */
    readonly known: number;
    readonly milliseconds: Readonly<Record<string, number>>;
    readonly requests: number;
  };
}
