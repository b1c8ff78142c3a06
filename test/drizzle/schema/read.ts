import type {
  ReadSchema,
  SchemaReader,
  SchemaSource,
} from '../../../src/drizzle/schema/read-schema.ts';

/** Reads a schema of files that are given as texts; `schema.ts` is the entry unless said otherwise. */
export function readFiles(
  reader: SchemaReader,
  files: Readonly<Record<string, string>>,
  options: Partial<Pick<SchemaSource, 'entry' | 'casing'>> & {
    onRead?(paths: string[]): void;
  } = {},
): Promise<ReadSchema> {
  const { entry = 'schema.ts', casing, onRead } = options;
  return reader.read({
    entry,
    casing,
    paths: new Set(Object.keys(files)),
    readFiles(paths) {
      onRead?.([...paths]);
      return Promise.resolve(new Map(paths.map((path) => [path, files[path] ?? ''])));
    },
  });
}

/** The names of the tables that were read. */
export function tablesOf({ snapshot }: ReadSchema): string[] {
  return Object.keys((snapshot?.tables ?? {}) as object);
}
