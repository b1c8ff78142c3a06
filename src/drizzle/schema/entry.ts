import picomatch from 'picomatch';
import { folderOf, normalize, sourcesOf } from './paths.ts';

const code = /\.[cm]?[jt]s$/;
const declaration = /\.d\.[cm]?ts$/;

/**
 * The files that drizzle-kit would import for the `schema` of a configuration: a file, the files
 * of a folder without those further down, what a glob matches, or several of these. Sorted. What
 * is built, and so not in the repository, is looked for at its source.
 */
export function schemaFiles(
  entry: string | readonly string[],
  paths: ReadonlySet<string>,
): string[] {
  const files = new Set<string>();
  for (const each of typeof entry === 'string' ? [entry] : entry) {
    const pattern = normalize(each);
    const sources = pattern === null ? [] : sourcesOf(pattern);
    const typed = sources.map((source) => source.replace(/\.([cm]?)js$/, '.$1ts'));
    const found = firstFound([...sources, ...typed], paths);
    for (const path of found) files.add(path);
  }
  return [...files].sort();
}

function firstFound(patterns: readonly string[], paths: ReadonlySet<string>): string[] {
  for (const pattern of patterns) {
    const found = filesOf(pattern, paths);
    if (found.length > 0) return found;
  }
  return [];
}

function filesOf(pattern: string, paths: ReadonlySet<string>): string[] {
  if (paths.has(pattern)) return [pattern];
  const isMatch = /[*?{}[\]()!]/.test(pattern) ? picomatch(pattern) : null;
  const matches = (path: string) => (isMatch ? isMatch(path) : path === pattern);
  return [...paths].filter(
    (path) =>
      code.test(path) &&
      !declaration.test(path) &&
      ((isMatch && isMatch(path)) || matches(folderOf(path))),
  );
}
