import { createResolver } from '../drizzle/schema/resolve.ts';
import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import { linesOf } from '../sql/lines.ts';
import { collect, type Bind } from './collect.ts';
import { directivesOf } from './directives.ts';
import { createKinds, type Kinds } from './kinds.ts';
import { createLibrary, type Library, type Module } from './library.ts';
import type { QueryFile, TableUse } from './model.ts';
import { type FactsOf, factsOf } from './tables.ts';

/** One tree of a repository. */
export interface CodeTree {
  readonly paths: ReadonlySet<string>;
  readFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What the given schema files declare; null where nobody can read that. */
  readSchema(files: readonly string[]): Promise<ReadSchema | null>;
}

/** Imports lead through a few barrels; who goes round in circles is stopped. */
const mostRounds = 12;

/** What nearly every database query has, so that other files are not parsed. */
const query =
  /\.\s*(?:select(?:Distinct(?:On)?)?|insert|update|delete|execute|\$count|findMany|findFirst|raw)\s*\(/;

/**
 * The database code of some files of a tree. Handles and tables are followed through imports,
 * barrels and types; nothing is run. Files that are not there are left out.
 */
export async function readQueries(files: readonly string[], tree: CodeTree): Promise<QueryFile[]> {
  const read = cached(tree.readFiles);
  const library = createLibrary(createResolver(tree.paths, read), read);
  const texts = await read(files);
  const likely = files.filter((path) => query.test(texts.get(path) ?? ''));
  await library.add(likely);
  const modules = likely.flatMap((path) => library.module(path) ?? []);
  const { kinds, tables } = await settle(modules, library);
  const schemaFiles = [...new Set(tables.values())].sort();
  const facts = factsOf(schemaFiles.length > 0 ? await tree.readSchema(schemaFiles) : null);
  return modules.map((module) => fileOf(module, kinds, facts));
}

/** Looks through the files until no import is unknown any more. */
async function settle(
  modules: readonly Module[],
  library: Library,
): Promise<{ kinds: Kinds; tables: ReadonlyMap<string, string> }> {
  const tables = new Map<string, string>();
  const note: Bind = (kind, text) => {
    tables.set(`${kind.path}\0${kind.offset}`, kind.path);
    return { ...kind, text, facts: null };
  };
  let open = modules;
  for (let round = 0; round < mostRounds && open.length > 0; round += 1) {
    const kinds = createKinds(library);
    open = open.filter((module) => {
      const before = library.missing;
      collect(module, kinds, linesOf(''), note);
      return library.missing > before;
    });
    await library.load();
  }
  return { kinds: createKinds(library), tables };
}

function fileOf(module: Module, kinds: Kinds, facts: FactsOf): QueryFile {
  const { path, source } = module;
  const lines = linesOf(source.text);
  const bind: Bind = ({ path: home, offset, name }, text): TableUse => ({
    text,
    path: home,
    offset,
    name,
    facts: facts({ path: home, offset }),
  });
  const { queries, built } = collect(module, kinds, lines, bind);
  return { path, text: source.text, queries, built, directives: directivesOf(source, lines) };
}

/** Reads each file once. */
function cached(read: CodeTree['readFiles']): CodeTree['readFiles'] {
  const known = new Map<string, string | undefined>();
  return async (paths) => {
    const missing = paths.filter((path) => !known.has(path));
    const found = missing.length > 0 ? await read(missing) : new Map<string, string>();
    for (const path of missing) known.set(path, found.get(path));
    return new Map(
      paths.flatMap((path): [string, string][] => {
        const text = known.get(path);
        return text === undefined ? [] : [[path, text]];
      }),
    );
  };
}
