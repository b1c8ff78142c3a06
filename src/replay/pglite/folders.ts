import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const prefix = 'db-review-sandbox-';

/** A new, empty folder for the data of one sandbox. Its name tells whose it is. */
export async function makeFolder(): Promise<string> {
  const name = `${prefix}${process.pid}-${randomBytes(6).toString('hex')}`;
  const folder = join(tmpdir(), name);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Removes the folders of processes that are gone without having done so. */
export async function sweepFolders(): Promise<void> {
  const left = (await readdir(tmpdir())).filter((name) => {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    return owner !== undefined && !isRunning(Number(owner));
  });
  await Promise.all(left.map((name) => removeFolder(join(tmpdir(), name))));
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sums of the files of a folder, by their paths within it, and of its folders, which are zero. */
export type Sums = Readonly<Record<string, number>>;

/**
 * Copies plain files and folders, and gives the sum of each and the size of all. Whatever else lies
 * there, such as the link that CREATE TABLESPACE can leave behind, is not followed and not copied.
 */
export async function copyFolder(from: string, to: string): Promise<{ sums: Sums; bytes: number }> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const pathOf = (entry: (typeof entries)[number]) =>
    join(entry.parentPath, entry.name).slice(from.length + 1);
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const path of folders.sort()) await mkdir(join(to, path), { recursive: true, mode: 0o700 });

  const files = entries.filter((entry) => entry.isFile()).map(pathOf);
  const sums: Record<string, number> = Object.fromEntries(folders.map((path) => [path, 0]));
  let size = 0;
  async function copyNext(): Promise<void> {
    for (let path = files.pop(); path !== undefined; path = files.pop()) {
      const bytes = await readFile(join(from, path));
      sums[path] = crc32(bytes);
      size += bytes.length;
      await writeFile(join(to, path), bytes, { mode: 0o600 });
    }
  }
  await Promise.all(Array.from({ length: 8 }, copyNext));
  return { sums, bytes: size };
}
