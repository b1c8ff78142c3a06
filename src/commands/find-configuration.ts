import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configurationPath } from '../config/path.ts';

/** The configuration file of the repository that a folder lies in; null when there is none. */
export async function findConfiguration(folder: string): Promise<string | null> {
  const path = join(folder, configurationPath);
  if (await exists(path)) return path;
  const parent = dirname(folder);
  if (parent === folder || (await exists(join(folder, '.git')))) return null;
  return findConfiguration(parent);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
