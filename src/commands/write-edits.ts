import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Edits } from '../source/git-work-tree.ts';

/**
 * Writes and removes files below a folder, all of them or none: where one fails, those before it get
 * their old bytes back, and the error passes through.
 */
export async function writeEdits(root: string, edits: Edits): Promise<void> {
  const before = new Map<string, Uint8Array | null>();
  for (const path of edits.keys()) before.set(path, await bytesAt(join(root, path)));
  const done: string[] = [];
  try {
    for (const [path, bytes] of edits) {
      done.push(path);
      await put(join(root, path), bytes);
    }
  } catch (error) {
    for (const path of done) await put(join(root, path), before.get(path) ?? null);
    throw error;
  }
}

async function put(path: string, bytes: Uint8Array | null): Promise<void> {
  if (bytes === null) return rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  // Whoever reads meanwhile sees the old file or the new one.
  const beside = `${path}.db-review`;
  await writeFile(beside, bytes);
  await rename(beside, path);
}

async function bytesAt(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
