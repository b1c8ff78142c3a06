/** A path without `.`, `..` and empty parts; null where it leads out of the repository. */
export function normalize(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Joins a folder and a path below or beside it; null where that leads out of the repository. */
export function join(folder: string, path: string): string | null {
  return normalize(`${folder}/${path}`);
}

/** A folder and those around it, the nearest first, the root last. */
export function ancestorsOf(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

/** Where the source of something that is built may stand: `dist/schema.js` is `src/schema.ts`. */
export function sourcesOf(path: string): string[] {
  const built = /(^|\/)(?:dist|build|lib|out)\//;
  if (!built.test(path)) return [path];
  return [path, path.replace(built, '$1src/'), path.replace(built, '$1')];
}
