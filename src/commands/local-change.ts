import { everythingOf } from '../review/everything.ts';
import type { Change } from '../review/change.ts';
import type { Settings } from '../review/settings.ts';
import { openGitChange } from '../source/git.ts';
import { settingsOfChange } from './change-settings.ts';
import type { ReviewFlags } from './options.ts';
import { release } from './release.ts';
import { UsageError } from './usage-error.ts';

/** Options that say which change in a git repository is meant. */
export const changeOptions = {
  repo: { type: 'string', default: '.' },
  base: { type: 'string' },
  head: { type: 'string' },
  released: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const;

/** The part of a command's help that explains them. */
export const changeOptionsHelp = `\
  --repo DIR                  work tree or bare repository (.)
  --base REV                  where the change goes to (the tip of the default branch)
  --head REV                  the change (the work tree with its untracked files)
  --released REV              whose migrations count as applied (base)
  --all                       everything, not only what is new: the whole history, as it runs on an
                              empty database, every snapshot, and the schema
`;

interface ChangeFlags {
  readonly repo: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly released?: string | undefined;
  readonly all: boolean;
}

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
