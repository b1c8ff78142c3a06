import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import { folderOf } from '../drizzle/schema/paths.ts';
import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import type { Change } from './change.ts';
import { isCode } from './watched.ts';

/** A table in a file that the schema does not import. */
export interface StrayTable {
  readonly path: string;
  readonly at: Range;
  /** Its name in the database. */
  readonly name: string;
}

/** An exported call of `pgTable` at the start of a line, which no comment is. */
const declaration = /^export const \w+ = pgTable\(\s*(['"`])([^'"`\n]+)\1/gm;

/**
 * Tables in changed files of head beside those that were read of the schema, that the schema neither
 * lists nor imports, so that drizzle-kit does not see them.
 */
export async function strayTables(
  { files, places }: ReadSchema,
  change: Change,
): Promise<StrayTable[]> {
  const read = new Set(files);
  const tables = [...places.tables.values()].map(({ path }) => path);
  const folders = new Set(tables.map(folderOf));
  const beside = change.files.filter(
    ({ path, status }) =>
      status !== 'removed' && !read.has(path) && folders.has(folderOf(path)) && isCode(path),
  );
  const blobs = await change.read(
    'head',
    beside.map(({ path }) => path),
  );
  return [...blobs].flatMap(([path, { text }]) => {
    if (text === null) return [];
    const lines = linesOf(text);
    return [...text.matchAll(declaration)].map(({ index, 0: all, 2: name = '' }) => ({
      path,
      at: lines.range(index, index + all.length),
      name,
    }));
  });
}
