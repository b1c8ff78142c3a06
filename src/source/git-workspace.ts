import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit, type Git } from './git-process.ts';
import type { Repository } from './git-repository.ts';

/**
 * A git directory of our own that borrows the user's objects. It has none of the user's
 * configuration, hooks, filters or merge drivers, so that nothing of a repository runs here, and
 * what git writes goes to it.
 */
export interface Workspace {
  readonly git: Git;
  readonly directory: string;
  close(): Promise<void>;
}

/** Keeps git from reading settings from anywhere but the workspace. */
export const ownConfigurationOnly = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_SYSTEM: devNull,
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** Makes a workspace in the folder for temporary files; it is gone after `close` or when the process exits. */
export async function openWorkspace(repository: Repository): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 'db-review-'));
  const removeAtExit = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  await mkdir(join(directory, 'objects', 'info'), { recursive: true });
  await mkdir(join(directory, 'refs'));
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(directory, 'config'), configuration(repository.objectFormat));
  const alternates = join(directory, 'objects', 'info', 'alternates');
  await writeFile(alternates, `${quote(repository.objects)}\n`);
  await copyIfExists(repository.shallow, join(directory, 'shallow'));
  return {
    directory,
    git: createGit([`--git-dir=${directory}`], ownConfigurationOnly),
    async close() {
      process.off('exit', removeAtExit);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Objects live as long as the review, so they need neither compression nor a safe disk. */
function configuration(objectFormat: string): string {
  return [
    '[core]',
    '\trepositoryformatversion = 1',
    '\tbare = true',
    '\tlooseCompression = 0',
    '\tfsync = none',
    '[extensions]',
    `\tobjectFormat = ${objectFormat}`,
    '',
  ].join('\n');
}

/** A path in the form that git's list of alternates has for names with odd characters. */
function quote(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Copies a file that need not be there; says whether it was. */
export async function copyIfExists(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
