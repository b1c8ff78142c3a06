import { readdir, readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Texts by their path from the root of a repository, with slashes. */
export type Files = Readonly<Record<string, string>>;

/** All files of a folder and its folders. */
export async function readFolder(folder: URL): Promise<Files> {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = `${parentPath}${sep}${name}`;
    const fromRoot = relative(root, path).replaceAll(sep, '/');
    return [fromRoot, await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
