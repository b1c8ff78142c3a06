import { configurationPath } from '../config/path.ts';
import type { Change } from '../review/change.ts';
import type { Settings } from '../review/settings.ts';
import { complain } from './complain.ts';
import type { ReviewFlags } from './options.ts';
import { ConfigurationError, readConfigurationFile, readSettings } from './settings.ts';

/**
 * The settings as the pull request will have them: by base's configuration, so that a change cannot
 * loosen its own review, and by the defaults where that is wrong.
 */
export async function settingsOfChange(change: Change, flags: ReviewFlags): Promise<Settings> {
  if (flags.config !== undefined) {
    return readSettings(flags, readConfigurationFile(flags.config));
  }
  const [base, head] = await Promise.all([
    configurationIn(change, 'base'),
    configurationIn(change, 'head'),
  ]);
  if (head !== base) {
    complain(
      `${configurationPath} differs from base's, which is the one in force. ` +
        `To try the new one: --config ${configurationPath}`,
    );
  }
  if (base === null) return readSettings(flags, null);
  try {
    return await readSettings(flags, { path: configurationPath, text: base });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    complain(`at base, ${error.message}\nThis review uses the defaults.`);
    return readSettings(flags, null);
  }
}

async function configurationIn(change: Change, tree: 'base' | 'head'): Promise<string | null> {
  const files = await change.read(tree, [configurationPath]);
  return files.get(configurationPath)?.text ?? null;
}
