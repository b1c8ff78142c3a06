import type { PostgresMajor } from '../sql/statement.ts';

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
}

export type Severity = 'error' | 'warning' | 'notice';

/** How the team sets one check: its severity, or off. */
export interface CheckSettings {
  readonly severity?: Severity | 'off';
}

export interface ProjectSettings {
  /** Folder of the migrations, from the root of the repository. */
  readonly migrations: string;
  readonly migrator: Migrator;
}

/** What a review depends on, after the configuration and its defaults have been read. */
export interface Settings {
  /** Globs of the files that concern the database, beside the Drizzle projects that are found. */
  readonly paths: readonly string[];
  /** Projects that the configuration names; others are found from their journals. */
  readonly projects: readonly ProjectSettings[];
  /** The migrator of projects that the configuration does not name. */
  readonly migrator: Migrator;
  readonly postgres: PostgresMajor | null;
  /** By check id or category. */
  readonly checks: Readonly<Record<string, CheckSettings>>;
  /** `trust`: an ignore comment on an error counts without a person who accepts it. */
  readonly ignores: 'accept' | 'trust';
  readonly failOn: 'error' | 'warning' | 'never';
  readonly comment: boolean;
  readonly onInternalError: 'failure' | 'neutral';
}

/** Drizzle's own migrator: one transaction for all that is pending, and pending goes by `when`. */
export const drizzleMigrator: Migrator = { transaction: 'all', pending: 'when' };

export const defaultSettings: Settings = {
  paths: ['packages/db/**'],
  projects: [],
  migrator: drizzleMigrator,
  postgres: null,
  checks: {},
  ignores: 'accept',
  failOn: 'error',
  comment: true,
  onInternalError: 'failure',
};
