import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type PresetName, presetNames } from '../review/presets.ts';
import type { Settings } from '../review/settings.ts';
import type { PostgresMajor } from '../sql/statement.ts';
import { UsageError } from './usage-error.ts';

/** Options of every command that reviews. */
export const reviewOptions = {
  format: { type: 'string', default: 'text' },
  config: { type: 'string' },
  preset: { type: 'string' },
  postgres: { type: 'string' },
  transaction: { type: 'string' },
  pending: { type: 'string' },
  'fail-on': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The part of a command's help that explains them. */
export const reviewOptionsHelp = `\
  --format text|json          how to print the review (text)
  --config FILE               configuration to use instead of the repository's
  --preset NAME               which checks are on: ${presetNames.join(', ')} (recommended)
  --postgres 12…18            major version of PostgreSQL in production
  --transaction all|each|none how the migrator wraps migrations (all, as Drizzle does)
  --pending when|hash|name    how it decides what is pending (when, as Drizzle does)
  --fail-on error|warning|never
                              what makes the exit code 1 (error)
`;

/** What the options of a review say; what was not given is left out. */
export interface ReviewFlags {
  readonly format: 'text' | 'json';
  readonly config?: string;
  readonly preset?: PresetName;
  readonly postgres?: PostgresMajor;
  readonly transaction?: Settings['migrator']['transaction'];
  readonly pending?: Settings['migrator']['pending'];
  readonly failOn?: Settings['failOn'];
}

/** `parseArgs` whose complaints are the user's to mend. */
export function parseOptions<const Config extends ParseArgsConfig>(
  command: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence}. See db-review ${command} --help`);
  }
}

type Values = {
  readonly [Name in Exclude<keyof typeof reviewOptions, 'help'>]?: string | undefined;
};

/** Checks the values of `reviewOptions`. Throws `UsageError` for one that is not allowed. */
export function reviewFlags(values: Values): ReviewFlags {
  const postgres = oneOf('postgres', values.postgres, ['12', '13', '14', '15', '16', '17', '18']);
  const preset = oneOf('preset', values.preset, presetNames);
  const transaction = oneOf('transaction', values.transaction, ['all', 'each', 'none']);
  const pending = oneOf('pending', values.pending, ['when', 'hash', 'name']);
  const failOn = oneOf('fail-on', values['fail-on'], ['error', 'warning', 'never']);
  return {
    format: oneOf('format', values.format, ['text', 'json']) ?? 'text',
    ...(values.config !== undefined && { config: values.config }),
    ...(preset && { preset }),
    ...(postgres && { postgres: Number(postgres) as PostgresMajor }),
    ...(transaction && { transaction }),
    ...(pending && { pending }),
    ...(failOn && { failOn }),
  };
}

function oneOf<const Value extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    throw new UsageError(`--${option} must be one of ${allowed.join(', ')}; it is "${value}".`);
  }
  return found;
}
