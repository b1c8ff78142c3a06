import type { CheckEntry } from './check.ts';
import {
  type CheckSettings,
  defaultSettings,
  type Settings,
  type TransactionRule,
} from './settings.ts';

type Checks = Readonly<Record<string, CheckSettings>>;

interface Preset {
  /** What it is for, in one sentence. */
  readonly what: string;
  /** The tool whose rules it stands for: every check that does not name it is off. */
  readonly tool?: string;
  /** How that tool takes SQL files to be run, where nothing says it. */
  readonly transaction?: TransactionRule;
  /** By check id or category. */
  readonly checks?: Checks;
  readonly failOn?: Settings['failOn'];
  readonly tables?: Settings['tables'];
}

const off = { severity: 'off' } as const;
const on = { severity: 'on' } as const;
const warning = { severity: 'warning' } as const;

/** Conventions are for teams to choose; all else is on. */
const recommendedChecks: Checks = defaultSettings.preset;

export const presets = {
  recommended: {
    what: 'What loses data, blocks production, breaks running code or a history; no style.',
    checks: recommendedChecks,
  },
  strict: {
    what: 'As recommended, with time limits for locks and statements, and warnings that stop a merge.',
    checks: {
      ...recommendedChecks,
      'require-lock-timeout': warning,
      'require-statement-timeout': warning,
      'writes-without-transaction': on,
      'unique-violation-unhandled': on,
      'soft-delete-filter-missing': on,
      'hard-delete-of-soft-deleted': on,
    },
    failOn: 'warning',
  },
  style: { what: 'As recommended, and every convention.', checks: { style: on } },
  squawk: {
    what: 'Exactly what covers the rules of squawk.',
    tool: 'squawk',
    transaction: 'none',
    checks: { 'prefer-bigint-pk': { options: { columns: 'all' } } },
  },
  eugene: {
    what: 'Exactly what covers the hints of eugene.',
    tool: 'eugene',
    transaction: 'each',
  },
  strong_migrations: {
    what: 'Exactly what covers the checks of strong_migrations.',
    tool: 'strong_migrations',
    transaction: 'each',
  },
  pagespace: {
    what: 'As recommended, with the conventions of PageSpace.',
    checks: {
      ...recommendedChecks,
      'array-of-ids': on,
      'ban-char': on,
      'column-case-mixed': warning,
      'column-name-unclear': on,
      'enum-without-constraint': on,
      'fk-explicit-on-delete': warning,
      'fk-missing-index': warning,
      'id-without-default': on,
      'index-name-lies': warning,
      'jsonb-hides-column': on,
      'natural-key-not-unique': on,
      'nullable-boolean': on,
      'redundant-index': warning,
      'relation-missing': on,
      'soft-delete-incomplete': on,
      'table-does-too-much': on,
      'table-name-differs': on,
      'table-without-rls': off,
      'timestamps-incomplete': { severity: 'on', options: { required: [] } },
      'unique-forgets-soft-delete': on,
      // As the team's own rule of ESLint has it, which one of its apps uses.
      'hard-delete-of-soft-deleted': on,
      'unbounded-read': {
        severity: 'warning',
        options: { filtered: true, silencedBy: ['no-restricted-syntax'] },
      },
    },
    tables: [
      'activity_logs',
      'ai_usage_logs',
      'channel_messages',
      'direct_messages',
      'messages',
      'notifications',
      'pages',
      'security_audit_log',
    ].map((pattern) => ({ pattern, size: 'large' as const })),
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The transactions that SQL files run in, for a preset that stands for another tool. */
export function assumedTransaction(name: PresetName): TransactionRule | null {
  const { transaction }: Preset = presets[name];
  return transaction ?? null;
}

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as PresetName[];

/** What a preset says before the team's own configuration. */
export function presetSettings(
  name: PresetName,
  registry: readonly Pick<CheckEntry, 'id' | 'tools'>[],
): Pick<Settings, 'preset'> & Partial<Pick<Settings, 'failOn' | 'tables'>> {
  const { tool, checks = {}, failOn, tables }: Preset = presets[name];
  const others = registry.filter(({ tools }) => tool !== undefined && !tools.includes(tool));
  const preset = { ...Object.fromEntries(others.map(({ id }) => [id, off])), ...checks };
  return { preset, ...(failOn && { failOn }), ...(tables && { tables }) };
}
