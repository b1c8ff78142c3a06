import {
  parseConfiguration,
  type ConfigurationProblem,
  type ParsedConfiguration,
} from '../config/configuration.ts';
import { configurationPath } from '../config/path.ts';
import type { Change } from '../review/change.ts';
import type { CheckEntry } from '../review/check.ts';
import { defaultSettings, type Settings } from '../review/settings.ts';

/** The configuration of base, and what a change makes of it. */
export interface ReadSettings {
  /** Base's, since a change must not loosen its own gate; the defaults where base's is invalid. */
  readonly settings: Settings;
  /** What is wrong in base's own file. */
  readonly baseProblems: readonly ConfigurationProblem[];
  /** What is wrong in the file as the change would leave it, when the change touches it. */
  readonly headProblems: readonly ConfigurationProblem[];
  /** The settings as the change would make them; null when it does not change the file, or breaks it. */
  readonly proposed: Settings | null;
}

/** Reads `.github/db-review.yml` as it stands at base and at head. Errors of the source pass through. */
export async function readSettings(
  change: Change,
  checks: readonly CheckEntry[],
): Promise<ReadSettings> {
  const touched = change.files.some(
    ({ path, previousPath }) => path === configurationPath || previousPath === configurationPath,
  );
  const base = await readOf(change, 'base', checks);
  const head = touched ? await readOf(change, 'head', checks) : null;
  return {
    settings: 'settings' in base ? base.settings : defaultSettings,
    baseProblems: 'problems' in base ? base.problems : [],
    headProblems: head && 'problems' in head ? head.problems : [],
    proposed: head && 'settings' in head ? head.settings : null,
  };
}

async function readOf(
  change: Change,
  tree: 'base' | 'head',
  checks: readonly CheckEntry[],
): Promise<ParsedConfiguration> {
  const blob = (await change.read(tree, [configurationPath])).get(configurationPath);
  if (blob && blob.text === null) {
    const message = 'is too large to be read';
    return { problems: [{ path: configurationPath, line: 1, column: 1, message }] };
  }
  return parseConfiguration(blob?.text ?? '', configurationPath, checks);
}
