import { everythingOf } from '../review/everything.ts';
import type { Change } from '../review/change.ts';
import type { Settings } from '../review/settings.ts';
import { openGitChange } from '../source/git.ts';
import type { ChangeFlags } from './change-options.ts';
import { settingsOfChange } from './change-settings.ts';
import type { ReviewFlags } from './options.ts';
import { release } from './release.ts';
import { UsageError } from './usage-error.ts';

export interface LocalChange {
  readonly change: Change;
  readonly settings: Settings;
  close(): Promise<void>;
}

/** Opens the change that the options name, with the settings that it is reviewed by. */
export async function openLocalChange(
  values: ChangeFlags,
  flags: ReviewFlags,
): Promise<LocalChange> {
  if (values.all && (values.base !== undefined || values.released !== undefined)) {
    throw new UsageError('--all compares with nothing; leave --base and --released out');
  }
  const opened = await openGitChange(
    values.all ? { ...values, base: values.head ?? 'HEAD' } : values,
  );
  try {
    const settings = await settingsOfChange(opened, flags);
    const isSaid = values.released !== undefined || values.base !== undefined || values.all;
    if (!isSaid) await release(opened, settings);
    const change = values.all ? await everythingOf(opened) : opened;
    return { change, settings, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
