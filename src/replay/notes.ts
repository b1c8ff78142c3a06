import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { summed, unsummed } from './summed.ts';

/** Texts that take long to make and are the same for the same key. */
export interface Notes {
  remember(key: string, make: () => Promise<string>): Promise<string>;
}

const most = 500;

/** Notes in a folder, each a file with its sum; a damaged one is made again. */
export function createNotes(folder: string): Notes {
  /** Of those who ask at once, one makes it. */
  const underway = new Map<string, Promise<string>>();

  async function read(path: string): Promise<string | null> {
    return unsummed(await readFile(path, 'utf8').catch(() => ''));
  }

  async function write(path: string, note: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const made = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(made, summed(note));
    await rename(made, path);
    const names = await readdir(folder);
    if (names.length > most) await removeOldest(names);
  }

  async function removeOldest(names: readonly string[]): Promise<void> {
    const ages = await Promise.all(
      names.map(async (name) => ({ name, made: (await stat(join(folder, name))).mtimeMs })),
    );
    const old = ages.sort((one, other) => one.made - other.made).slice(0, most / 2);
    for (const { name } of old) await rm(join(folder, name), { force: true });
  }

  async function remember(key: string, make: () => Promise<string>): Promise<string> {
    const path = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 40));
    const kept = await read(path);
    if (kept !== null) return kept;
    const note = await make();
    // Without a disk to write on, it is made again the next time.
    await write(path, note).catch(() => {});
    return note;
  }

  return {
    remember(key, make) {
      const making = underway.get(key) ?? remember(key, make).finally(() => underway.delete(key));
      underway.set(key, making);
      return making;
    },
  };
}
