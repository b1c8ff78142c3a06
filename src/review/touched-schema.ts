import picomatch from 'picomatch';
import type { ProjectConfig } from '../drizzle/project-config.ts';
import { schemaFiles } from '../drizzle/schema/entry.ts';
import { folderOf } from '../drizzle/schema/paths.ts';
import type { ChangedFile } from './change.ts';
import { isCode, watchedFiles } from './watched.ts';

/** Whether a change may touch some schema at all. */
export function touchesCode(files: readonly ChangedFile[]): boolean {
  return files.some(({ path, previousPath }) => isCode(path) || isCode(previousPath ?? ''));
}

/**
 * Whether the change touches what may be of a project's schema: code beside or below its files,
 * drizzle-kit's configuration and, where the schema stands in files that are watched, other code
 * that is watched. What it imports from elsewhere is known only when all of it is read.
 */
export function touchesSchema(
  files: readonly ChangedFile[],
  { schema, files: configs }: ProjectConfig,
  paths: ReadonlySet<string>,
  globs: readonly string[],
): boolean {
  if (!schema) return false;
  const entry = schemaFiles(schema.entry, paths);
  const folders = new Set(entry.map(folderOf));
  const isWatched = picomatch([...globs], { dot: true });
  const changed = files.filter(
    ({ path, previousPath }) => isCode(path) || isCode(previousPath ?? ''),
  );
  const ofConfigs = new Set(configs.map(({ path }) => path));
  return (
    changed.some(({ path }) => ofConfigs.has(path)) ||
    watchedFiles(changed, entry.some((path) => isWatched(path)) ? globs : [], [...folders]).length >
      0
  );
}
