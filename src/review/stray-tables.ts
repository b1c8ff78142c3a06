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
 * Tables in new files of head beside those that were read of the schema, that nothing there imports,
 * so that drizzle-kit does not see them. Another project may have its schema in the same folder.
 */
export async function strayTables(
  { files, places }: ReadSchema,
  change: Change,
): Promise<StrayTable[]> {
  const read = new Set(files);
  const folders = new Set([...places.tables.values()].map(({ path }) => folderOf(path)));
  const beside = change.files.filter(
    ({ path, status }) =>
      status === 'added' && !read.has(path) && folders.has(folderOf(path)) && isCode(path),
  );
  if (beside.length === 0) return [];
  const texts = await textsOf(
    change,
    beside.map(({ path }) => path),
  );
  const tables = [...texts].flatMap(([path, text]) => tablesIn(path, text));
  if (tables.length === 0) return [];
  const around = new Set(tables.flatMap(({ path }) => [folderOf(path), folderOf(folderOf(path))]));
  const importers = (await change.list('head'))
    .map(({ path }) => path)
    .filter((path) => around.has(folderOf(path)) && isCode(path) && !path.endsWith('.json'));
  const imported = [...(await textsOf(change, importers)).values()].flatMap((text) =>
    [...text.matchAll(/\bfrom\s*['"]\.[^'"]*?([^'"/]+?)(?:\.[cm]?[jt]s)?['"]/g)].map(
      ([, name]) => name,
    ),
  );
  const names = new Set(imported);
  return tables.filter(({ path }) => !names.has(nameOf(path)));
}

function tablesIn(path: string, text: string): StrayTable[] {
  const lines = linesOf(text);
  return [...text.matchAll(declaration)].map(({ index, 0: all, 2: name = '' }) => ({
    path,
    at: lines.range(index, index + all.length),
    name,
  }));
}

async function textsOf(
  change: Change,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blobs = await change.read('head', paths);
  return new Map([...blobs].flatMap(([path, { text }]) => (text === null ? [] : [[path, text]])));
}

/** What an import calls a file: its name, or its folder's for an index. */
function nameOf(path: string): string {
  const [name = '', folder = ''] = path.split('/').reverse();
  const plain = name.replace(/\.[^.]+$/, '');
  return plain === 'index' ? folder : plain;
}
