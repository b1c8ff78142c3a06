import picomatch from 'picomatch';
import type { ChangedFile } from './change.ts';

/** The changed files that concern the database: those in a migrations folder, or under a watched glob. */
export function watchedFiles(
  files: readonly ChangedFile[],
  globs: readonly string[],
  folders: readonly string[],
): ChangedFile[] {
  const isWatched = picomatch([...globs], { dot: true });
  return files.filter((file) =>
    pathsOf(file).some((path) => isWatched(path) || folders.some((folder) => isIn(path, folder))),
  );
}

/** The changed files in one of the folders. */
export function filesIn(files: readonly ChangedFile[], folders: readonly string[]): ChangedFile[] {
  return watchedFiles(files, [], folders);
}

const code = /\.(?:[cm]?[jt]sx?|json)$/;
const test =
  /(?:^|\/)(?:node_modules|__tests__|tests?)\/|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)meta\/[^/]+\.json$/;

/** Whether a schema may be made of a file: code or data, and no test. */
export function isCode(path: string): boolean {
  return code.test(path) && !test.test(path);
}

function pathsOf({ path, previousPath }: ChangedFile): string[] {
  return previousPath === null ? [path] : [path, previousPath];
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
