import type { PostgresMajor } from '../sql/statement.ts';
import type { OptionValue } from './options.ts';

/** How the migrator wraps migrations: all pending ones in one transaction, each in its own, or none. */
export type TransactionRule = 'all' | 'each' | 'none';

/**
 * How the migrator decides what is pending: `when` later than the last applied one (Drizzle's own),
 * or a `hash` or `name` that is not in its table.
 */
export type PendingRule = 'when' | 'hash' | 'name';

export interface Migrator {
  readonly transaction: TransactionRule;
  readonly pending: PendingRule;
  /** What the repository does not tell, so that it stands as Drizzle does it. */
  readonly unsure?: readonly ('transaction' | 'pending')[];
}

export type Severity = 'error' | 'warning' | 'notice';

/** How one check, or a category of them, is set. `on` leaves each report its own severity. */
export interface CheckSettings {
  readonly severity?: Severity | 'off' | 'on';
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** What a team ignores in its configuration, since it stands where no comment can. */
export interface IgnoreEntry {
  readonly check: string;
  /** Glob of the files, from the root of the repository. */
  readonly path: string;
  readonly reason: string;
}

/** How large tables are in production, which no repository tells. */
export interface TableSetting {
  /** A name, with its schema unless that is public, or a glob of names. */
  readonly pattern: string;
  readonly size: 'small' | 'large' | { readonly rows: number; readonly bytes?: number };
}

export interface ProjectSettings {
  /** Folder of the migrations, from the root of the repository. */
  readonly migrations: string;
  /** Files, folders and globs of its TypeScript schema, from the root; null: as `drizzle.config` says. */
  readonly schema: readonly string[] | null;
  readonly migrator: Migrator;
  /** Whether the repository's own scripts tell how it migrates, since nobody has said it. */
  readonly learnMigrator: boolean;
}

/** How changes are run in the sandbox. */
export interface ReplaySettings {
  readonly enabled: boolean;
  /** The embedded one, or the server that whoever runs db-review has given it. */
  readonly engine: 'pglite' | 'server';
  /** Seconds for the replay of one project. */
  readonly timeout: number;
  /** Extensions, roles and SQL that the database has before its first migration. */
  readonly extensions: readonly string[];
  readonly roles: readonly string[];
  readonly setup: string;
}

/** The narrative of a model that the operator has configured. */
export interface NarrativeSettings {
  readonly enabled: boolean;
  /** Whether pull requests of forks get one, too. */
  readonly forks: boolean;
  /** What the team holds about the design of its database. */
  readonly principles: readonly string[];
}

/**
 * Which history counts as applied: that of the newest tag which a glob matches, or of the newest
 * successful deployment to an environment.
 */
export type ReleasedRule = { readonly tag: string } | { readonly deployment: string };

/** What a review depends on, after the configuration and its defaults have been read. */
export interface Settings {
  /** Globs of the files that concern the database, beside the Drizzle projects that are found. */
  readonly paths: readonly string[];
  /** Projects that the configuration names; others are found from their journals. */
  readonly projects: readonly ProjectSettings[];
  /** Null for the default branch. The source finds it; see `Change`. */
  readonly released: ReleasedRule | null;
  /** The migrator of projects that the configuration does not name. */
  readonly migrator: Migrator;
  /** The same for those projects as in `ProjectSettings`. */
  readonly learnMigrator: boolean;
  /**
   * Which version of the code meets which database: migrations run before the new version starts, or
   * after it runs everywhere, or while nothing runs.
   */
  readonly deploy: 'migrate-first' | 'code-first' | 'stop';
  readonly postgres: PostgresMajor | null;
  /** By check id or category. */
  readonly checks: Readonly<Record<string, CheckSettings>>;
  /** The same, as the preset says it; `checks` counts before it. */
  readonly preset: Readonly<Record<string, CheckSettings>>;
  readonly tables: readonly TableSetting[];
  /** Globs of the code whose queries are judged; those that begin with `!` leave files out. */
  readonly queries: readonly string[];
  /** Columns that mark a row as deleted, whatever their case and underscores. */
  readonly softDelete: readonly string[];
  /** `trust`: an ignore comment on an error counts without a person who accepts it. */
  readonly ignores: 'accept' | 'trust';
  /** Ignored by the configuration, which others than the author have agreed to. */
  readonly ignoreEntries: readonly IgnoreEntry[];
  /** Who may accept a finding; all of them may write to the repository. */
  readonly accept: { readonly by: 'write' | 'not-author' };
  readonly failOn: 'error' | 'warning' | 'never';
  readonly comment: boolean;
  readonly replay: ReplaySettings;
  readonly narrative: NarrativeSettings;
  readonly onInternalError: 'failure' | 'neutral';
}

/** Drizzle's own migrator: one transaction for all that is pending, and pending goes by `when`. */
export const drizzleMigrator: Migrator = { transaction: 'all', pending: 'when' };

export const defaultSettings: Settings = {
  paths: ['packages/db/**'],
  projects: [],
  released: null,
  migrator: drizzleMigrator,
  learnMigrator: true,
  deploy: 'migrate-first',
  postgres: null,
  checks: {},
  preset: {
    style: { severity: 'off' },
    'writes-without-transaction': { severity: 'off' },
    'unique-violation-unhandled': { severity: 'off' },
    'soft-delete-filter-missing': { severity: 'off' },
    'hard-delete-of-soft-deleted': { severity: 'off' },
  },
  tables: [],
  queries: [
    '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
    '!**/{node_modules,dist,build,out,coverage,vendor,.next,generated,migrations}/**',
    '!**/{test,tests,__tests__,__mocks__,__fixtures__,fixtures,e2e,examples}/**',
    '!**/*.{test,spec,stories,bench,d}.*',
    '!**/*.config.*',
    '!**/{seed,seeds,seeders}/**',
    '!**/seed{,-*,.*}.*',
  ],
  softDelete: ['isTrashed', 'trashedAt', 'isDeleted', 'deletedAt', 'deleted', 'removedAt'],
  ignores: 'accept',
  ignoreEntries: [],
  accept: { by: 'write' },
  failOn: 'error',
  comment: true,
  replay: { enabled: true, engine: 'pglite', timeout: 60, extensions: [], roles: [], setup: '' },
  narrative: { enabled: true, forks: false, principles: [] },
  onInternalError: 'failure',
};
