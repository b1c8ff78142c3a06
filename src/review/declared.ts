import type { SchemaEntry } from '../drizzle/project-config.ts';
import type { ReadSchema, SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { Change } from './change.ts';

type Sides = 'base' | 'merged';

/** What the TypeScript schema of a project declares before the change, and with it. */
export type DeclaredSchemas = Readonly<Record<Sides, ReadSchema | null>>;

/** Files that decide where imports lead. */
const resolving = /(?:^|\/)(?:package|tsconfig[^/]*)\.json$/;
const code = /\.(?:[cm]?[jt]sx?|json)$/;

/**
 * Reads the declared schemas, each with the files that it imports. Base's is not read where nothing
 * that it depends on is another one there. Null where a tree does not say where its schema stands.
 */
export async function readDeclared(
  change: Change,
  entries: Readonly<Record<Sides, SchemaEntry | null>>,
  readSchema: SchemaReader['read'],
): Promise<DeclaredSchemas> {
  const [base, merged] = await Promise.all([pathsOf(change, 'base'), pathsOf(change, 'merged')]);

  async function read(side: Sides, files: ReadonlyMap<string, string>): Promise<ReadSchema | null> {
    const where = entries[side];
    if (!where) return null;
    return readSchema({
      entry: where.entry,
      casing: where.casing ?? undefined,
      paths: new Set(files.keys()),
      readFiles: (paths) => textsOf(change, side, paths),
    });
  }

  const declared = await read('merged', merged);
  const isSame = JSON.stringify(entries.base) === JSON.stringify(entries.merged);
  if (isSame && declared && !isTouched(declared, base, merged))
    return { base: declared, merged: declared };
  // Most of it is the same, and comes in one batch.
  if (declared) await change.read('base', declared.files);
  return { base: await read('base', base), merged: declared };
}

/** Whether base may declare something else: a file that was read differs, or imports may lead elsewhere. */
function isTouched(
  { files }: ReadSchema,
  base: ReadonlyMap<string, string>,
  merged: ReadonlyMap<string, string>,
): boolean {
  const read = new Set(files);
  const paths = new Set([...base.keys(), ...merged.keys()]);
  return [...paths].some((path) => {
    if (base.get(path) === merged.get(path) || !code.test(path)) return false;
    return read.has(path) || resolving.test(path) || !base.has(path) || !merged.has(path);
  });
}

async function pathsOf(change: Change, tree: Sides): Promise<ReadonlyMap<string, string>> {
  return new Map((await change.list(tree)).map(({ path, oid }) => [path, oid]));
}

async function textsOf(
  change: Change,
  tree: Sides,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blobs = await change.read(tree, paths);
  return new Map(
    [...blobs].flatMap(([path, { text }]): [string, string][] =>
      text === null ? [] : [[path, text]],
    ),
  );
}
