import { readFileSync } from 'node:fs';
import { registry } from '../../checks/index.ts';
import { presetSettings } from '../review/presets.ts';
import { defaultSettings, type Settings } from '../review/settings.ts';
import type { ReviewFlags } from './options.ts';
import { UsageError } from './usage-error.ts';

/** A configuration file: where it stands, for messages, and its text. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** A configuration with mistakes; the message lists them with their lines. */
export class ConfigurationError extends UsageError {
  override name = 'ConfigurationError';
}

/**
 * The settings of a review: options before the configuration file before the defaults. The options
 * about the migrator hold for projects whose configuration does not say it. Throws
 * `ConfigurationError`.
 */
export async function readSettings(
  flags: ReviewFlags,
  file: ConfigurationFile | null,
): Promise<Settings> {
  const { transaction, pending, preset, postgres, failOn } = flags;
  const { migrator } = defaultSettings;
  const defaults: Settings = {
    ...defaultSettings,
    ...(preset && presetSettings(preset, registry)),
    migrator: { ...migrator, ...(transaction && { transaction }), ...(pending && { pending }) },
    learnMigrator: !transaction && !pending,
  };
  const settings = file ? await parse(file, defaults, preset) : defaults;
  return { ...settings, ...(postgres && { postgres }), ...(failOn && { failOn }) };
}

async function parse(
  { path, text }: ConfigurationFile,
  defaults: Settings,
  preset: ReviewFlags['preset'],
): Promise<Settings> {
  // Loaded only here: most reviews have no configuration, and the validator takes time to load.
  const { parseConfiguration } = await import('../config/configuration.ts');
  const result = parseConfiguration(text, path, registry, defaults, preset);
  if ('settings' in result) return result.settings;
  const lines = result.problems.map(
    (problem) => `  ${problem.path}:${problem.line}:${problem.column} ${problem.message}`,
  );
  throw new ConfigurationError(`the configuration is wrong:\n${lines.join('\n')}`);
}

/** Reads a configuration file that the user named. Throws `UsageError` when it cannot be read. */
export function readConfigurationFile(path: string): ConfigurationFile {
  return { path, text: readUserFile(path).toString() };
}

/**
 * The bytes of a file that the user named; hundreds are read several times faster one by one than
 * through the thread pool. Throws `UsageError` when it cannot be read.
 */
export function readUserFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'access is denied';
  return message;
}
