import type { QueryFile } from '../../src/query/model.ts';
import { readQueries } from '../../src/query/read-queries.ts';

type Files = Readonly<Record<string, string>>;

/** The database code of some files of a repository in memory, whose schema nobody reads. */
export function queriesOf(files: Files, of: readonly string[]): Promise<QueryFile[]> {
  return readQueries(of, {
    paths: new Set(Object.keys(files)),
    readFiles: async (paths) =>
      new Map(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]]]))),
    readSchema: async () => null,
  });
}
