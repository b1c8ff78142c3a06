import ts from '../drizzle/typescript.cjs';
import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import { createResolver } from '../drizzle/schema/resolve.ts';
import { linesOf } from '../sql/lines.ts';
import { chainAt, optionsOf, type Chain } from './chain.ts';
import { createKinds, type Kinds, type TableKind, textOfName } from './kinds.ts';
import { createLibrary, type Module } from './library.ts';
import { parseFile } from './parse.ts';
import { columnsReadOf } from './usage.ts';

/** Something of the database that code may use: a table, a column of it, or a value of an enum. */
export interface Target {
  /** Its key, by which references are given. */
  readonly key: string;
  /** The key of its table in a snapshot, such as `public.users`; of a value, those whose columns have it. */
  readonly tables: readonly string[];
  /** Columns by their names in the database; null for the table itself. */
  readonly columns: ReadonlySet<string> | null;
  /** The value of an enum; null for all else. */
  readonly value: string | null;
}

/** A place in code that uses something of the database; the line is 1-based. */
export interface Reference {
  readonly path: string;
  readonly line: number;
}

/** One tree of a repository, and a way to look for words in it. */
export interface SearchedTree {
  readonly paths: ReadonlySet<string>;
  readFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The code files that hold one of the words, with their texts. */
  search(words: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A target as the code of one tree names it. */
interface Named extends Target {
  readonly declared: readonly { readonly path: string; readonly offset: number }[];
  /** The constants of its tables. */
  readonly constants: readonly string[];
  readonly properties: ReadonlySet<string>;
}

const mostRounds = 12;

/** More places tell nobody more. */
const mostReferences = 40;

/**
 * The places in code that use what a schema of the same tree declares, by the keys of the targets.
 * They are found through imports, not by text. What the schema does not declare is left out.
 */
export async function readReferences(
  targets: readonly Target[],
  schema: ReadSchema,
  tree: SearchedTree,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, readonly Reference[]>> {
  const named = await name(targets, schema, tree);
  const found = new Map<string, Reference[]>(named.map(({ key }) => [key, []]));
  if (named.length === 0) return found;

  const texts = await tree.search([...new Set(named.flatMap(({ constants }) => constants))]);
  const own = new Set(schema.files);
  const likely = [...texts].flatMap(([path, text]) =>
    isWanted(path) && !own.has(path) && named.some((each) => mayUse(text, each)) ? path : [],
  );
  const readFiles = async (paths: readonly string[]) => {
    const missing = paths.filter((path) => !texts.has(path));
    const read = missing.length > 0 ? await tree.readFiles(missing) : new Map<string, string>();
    return new Map(
      paths.flatMap((path): [string, string][] => {
        const text = texts.get(path) ?? read.get(path);
        return text === undefined ? [] : [[path, text]];
      }),
    );
  };
  const library = createLibrary(createResolver(tree.paths, readFiles), readFiles);
  await library.add(likely);
  let open = likely.sort().flatMap((path) => library.module(path) ?? []);
  const places = new Map<Module, Map<string, Set<number>>>();
  for (let round = 0; round < mostRounds && open.length > 0; round += 1) {
    const kinds = createKinds(library);
    open = open.filter((module) => {
      const before = library.missing;
      places.set(module, mentions(module, kinds, named));
      return library.missing > before;
    });
    await library.load();
  }
  for (const [{ path, source }, byKey] of places) {
    const lines = linesOf(source.text);
    for (const [key, offsets] of byKey) {
      const numbers = new Set([...offsets].map((offset) => lines.at(offset).line));
      const references = [...numbers].sort((one, other) => one - other);
      found.get(key)?.push(...references.map((line) => ({ path, line })));
    }
  }
  for (const references of found.values()) references.splice(mostReferences);
  return found;
}

/** The names that the code has for the targets. */
async function name(
  targets: readonly Target[],
  { places }: ReadSchema,
  tree: SearchedTree,
): Promise<Named[]> {
  const homes = targets.flatMap(({ tables }) =>
    tables.flatMap((key) => places.tables.get(key)?.path ?? []),
  );
  const texts = await tree.readFiles([...new Set(homes)]);
  return targets.flatMap((target) => {
    const tables = target.tables.flatMap((key) => places.tables.get(key) ?? []);
    if (tables.length === 0) return [];
    const constants = tables.flatMap(({ path, range }) => {
      const text = texts.get(path);
      return (text === undefined ? null : constantAt(path, text, range.start.offset)) ?? [];
    });
    const properties = tables.flatMap(({ columns }) =>
      [...columns].flatMap(([column, { property }]) =>
        target.columns?.has(column) ? property : [],
      ),
    );
    if (target.columns !== null && properties.length === 0) return [];
    const declared = tables.map(({ path, range }) => ({ path, offset: range.start.offset }));
    return [{ ...target, declared, constants, properties: new Set(properties) }];
  });
}

/** The constant whose value begins at an offset. */
function constantAt(path: string, text: string, offset: number): string | null {
  const source = parseFile(path, text);
  for (const statement of source?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: own, pos, end } of statement.declarationList.declarations) {
      if (pos <= offset && offset <= end && ts.isIdentifier(own)) return own.text;
    }
  }
  return null;
}

function mayUse(text: string, { constants, properties, columns, value }: Named): boolean {
  if (!constants.some((constant) => text.includes(constant))) return false;
  if (value !== null) return text.includes(value);
  return columns === null || [...properties].some((property) => text.includes(property));
}

/** Where a file mentions the targets, as offsets by key. */
function mentions(
  module: Module,
  kinds: Kinds,
  targets: readonly Named[],
): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  const note = ({ key }: Named, node: ts.Node): void => {
    found.set(key, (found.get(key) ?? new Set()).add(node.getStart()));
  };
  const isTable = (target: Named, { path, offset }: TableKind): boolean =>
    target.declared.some((each) => each.path === path && each.offset === offset);

  function ofColumn(node: ts.PropertyAccessExpression): void {
    const property = node.name.text;
    const wanted = targets.filter(({ properties }) => properties.has(property));
    if (wanted.length === 0) return;
    const kind = kinds.of(node, module);
    if (kind?.is !== 'column') return;
    for (const target of wanted.filter((each) => isTable(each, kind.table))) {
      if (target.value === null || isComparedWith(node, target.value)) note(target, node);
    }
  }

  function ofTable(node: ts.Identifier): void {
    const wanted = targets.filter(
      ({ columns, constants }) => columns === null && constants.includes(node.text),
    );
    if (wanted.length === 0 || !isUse(node)) return;
    const kind = kinds.of(node, module);
    if (kind?.is !== 'table') return;
    for (const target of wanted) if (isTable(target, kind)) note(target, node);
  }

  /** Columns as keys of what a query writes or asks for, and in the rows that it gives. */
  function ofQuery(chain: Chain): void {
    const { table } = chain;
    if (!table) return;
    for (const target of targets.filter((each) => isTable(each, table.kind))) {
      if (target.columns === null) {
        if (chain.verb === 'findMany' || chain.verb === 'findFirst') note(target, chain.root);
        continue;
      }
      for (const key of keysOf(chain)) {
        const own = key.name && textOfName(key.name);
        if (!own || !target.properties.has(own)) continue;
        if (target.value === null || hasText(key, target.value)) note(target, key);
      }
      if (target.value !== null) continue;
      if (!givesWholeRows(chain)) continue;
      const columns = columnsReadOf(chain.whole, chain.verb === 'findFirst');
      if ([...columns].some((column) => target.properties.has(column))) note(target, chain.root);
    }
  }

  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) ofColumn(node);
    if (ts.isIdentifier(node)) ofTable(node);
    if (ts.isCallExpression(node)) {
      const chain = chainAt(node, module, kinds);
      if (chain) ofQuery(chain);
    }
    ts.forEachChild(node, look);
  };
  look(module.source);
  return found;
}

/** Whether the names in a query's rows are those of its table's columns. */
function givesWholeRows({ verb, call, links }: Chain): boolean {
  if (verb !== 'select') return true;
  return call.arguments.length === 0 && !links.some(({ name: own }) => /join$/i.test(own));
}

/** Whether a name is used, and not imported or handed on. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  return !ts.isPropertyAssignment(parent) || parent.name !== node;
}

/** `eq(table.column, 'value')`, `inArray(table.column, ['value'])` */
function isComparedWith(node: ts.Expression, value: string): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.arguments.some((each) => hasText(each, value));
}

function hasText(node: ts.Node, value: string): boolean {
  if (ts.isStringLiteralLike(node)) return node.text === value;
  return ts.forEachChild(node, (child) => hasText(child, value)) ?? false;
}

/** The keys of the objects that a query is given. */
function keysOf(chain: Chain): ts.ObjectLiteralElementLike[] {
  const written = chain.links
    .filter(({ name: own }) => /^(?:set|values|onConflictDoUpdate)$/.test(own))
    .flatMap(({ args }) => [...args]);
  const isRelational = chain.verb === 'findMany' || chain.verb === 'findFirst';
  const options = isRelational ? optionsOf(chain) : null;
  const asked = ['columns', 'where', 'orderBy'].flatMap((own) => options?.get(own) ?? []);
  return [...written, ...asked].flatMap(propertiesIn);
}

function propertiesIn(node: ts.Node): ts.ObjectLiteralElementLike[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(propertiesIn);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((each) =>
    ts.isPropertyAssignment(each) ? [each, ...propertiesIn(each.initializer)] : [each],
  );
}
