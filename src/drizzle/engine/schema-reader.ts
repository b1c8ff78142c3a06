import { schemaFiles } from '../schema/entry.ts';
import { schemaOfWire } from '../schema/places.ts';
import type { ReadSchema, SchemaReader, SchemaSource } from '../schema/read-schema.ts';
import { createResolver } from '../schema/resolve.ts';
import type { FromChild, ToChild, WireFile, WireImport, WireSchema } from '../schema/wire.ts';
import { type Engine, type Reply, startEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';

/** Starts a reader of schemas; its process loads while this one does something else. */
export function createSchemaReader(): SchemaReader {
  const engine = startEngine();
  return {
    read: (source) => read(source, engine),
    generateSql: (from, to) => engine.converse({ kind: 'sql', from, to }, takeStatements),
    close: engine.close,
  };
}

async function read(source: SchemaSource, engine: Engine): Promise<ReadSchema> {
  const entry = schemaFiles(source.entry, source.paths);
  const texts = new Map<string, string>();
  const resolver = createResolver(source.paths, source.readFiles);
  const files = await fetchFiles(entry, source, texts);
  if (files.length === 0) return nothing('there is no schema file', texts);

  async function reply(said: FromChild): Promise<Reply<ReadSchema>> {
    if (said.kind === 'schema') return { result: schemaOfWire(said.schema, texts) };
    if (said.kind === 'failed') return { result: nothing(said.message, texts) };
    if (said.kind !== 'needs') throw new EngineError(`an answer out of turn: ${said.kind}`);
    return { next: await supply(said.imports) };
  }

  async function supply(imports: readonly WireImport[]): Promise<ToChild> {
    const resolved = await resolver.resolve(imports);
    const paths = resolved.filter((path) => path !== null);
    return { kind: 'files', resolved, files: await fetchFiles(paths, source, texts) };
  }

  try {
    const first: ToChild = {
      kind: 'read',
      entry: files.map(({ path }) => path),
      files,
      casing: source.casing ?? null,
    };
    return await engine.converse(first, reply);
  } catch (error) {
    if (error instanceof EngineError) return nothing(error.message, texts);
    throw error;
  }
}

/** Reads files that were not read yet. */
async function fetchFiles(
  paths: readonly string[],
  { readFiles }: SchemaSource,
  texts: Map<string, string>,
): Promise<WireFile[]> {
  const missing = [...new Set(paths)].filter((path) => !texts.has(path));
  if (missing.length === 0) return [];
  const read = await readFiles(missing);
  const files = missing.flatMap((path) => {
    const text = read.get(path);
    return text === undefined ? [] : [{ path, text }];
  });
  for (const { path, text } of files) texts.set(path, text);
  return files;
}

function nothing(problem: string, texts: ReadonlyMap<string, string>): ReadSchema {
  const empty: WireSchema = {
    snapshot: null,
    problem,
    files: [...texts.keys()],
    tables: [],
    objects: [],
    unresolved: [],
    relations: [],
  };
  return schemaOfWire(empty, texts);
}

function takeStatements(said: FromChild): Reply<string[]> {
  if (said.kind === 'statements') return { result: [...said.statements] };
  throw new EngineError(
    said.kind === 'failed' ? said.message : `an answer out of turn: ${said.kind}`,
  );
}
