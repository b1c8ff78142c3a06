import ts from '../drizzle/typescript.cjs';
import type { Resolver } from '../drizzle/schema/resolve.ts';
import { parseFile } from './parse.ts';
import { type Declaration, topNames } from './scopes.ts';

/** What a file hands on under a name. */
type Export =
  | { readonly local: string }
  | { readonly expression: ts.Expression }
  | { readonly specifier: string; readonly name: string };

/** One file of the repository, parsed. */
export interface Module {
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly names: ReadonlyMap<string, Declaration>;
  readonly exports: ReadonlyMap<string, Export>;
  readonly stars: readonly string[];
}

/** The name under which a whole module is imported. */
export const wholeModule = '*';

/** Where an export leads in the end. */
export type Found =
  | { readonly module: Module; readonly declaration: Declaration | ts.Expression }
  | { readonly namespace: Module }
  | { readonly foreign: string; readonly name: string };

/** The files that were read so far. What is missing is noted, and `load` brings it. */
export interface Library {
  /** A file by its path; null where it is not there, or not read yet. */
  module(path: string): Module | null;
  /** What an import stands for; null where that is not known, or not yet. */
  imported(from: Module, specifier: string, name: string): Found | null;
  /** What a file exports; the same. */
  exported(module: Module, name: string): Found | null;
  /** How often something was missing so far. */
  readonly missing: number;
  /** Reads what was missing. */
  load(): Promise<void>;
  /** Reads files. */
  add(paths: readonly string[]): Promise<void>;
}

/** Reads texts of one tree, by path. */
type Read = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const code = /\.[cm]?[jt]sx?$/;

export function createLibrary(resolver: Resolver, read: Read): Library {
  const modules = new Map<string, Module | null>();
  const targets = new Map<string, string | null>();
  const wanted = new Map<string, { from: string; specifier: string }>();
  let missing = 0;

  async function add(paths: readonly string[]): Promise<void> {
    const missing = [...new Set(paths)].filter((path) => !modules.has(path));
    if (missing.length === 0) return;
    const texts = await read(missing);
    for (const path of missing) {
      const text = texts.get(path);
      const source = text === undefined || !code.test(path) ? null : parseFile(path, text);
      modules.set(path, source && moduleOf(path, source));
      // Processes that read schemas wait for answers meanwhile.
      await new Promise(setImmediate);
    }
  }

  async function load(): Promise<void> {
    const imports = [...wanted];
    wanted.clear();
    if (imports.length === 0) return;
    const paths = await resolver.resolve(imports.map(([, each]) => each));
    imports.forEach(([key], index) => targets.set(key, paths[index] ?? null));
    await add(paths.filter((path) => path !== null));
  }

  function targetOf(from: Module, specifier: string): Module | null {
    const key = `${from.path}\0${specifier}`;
    const path = targets.get(key);
    if (path === undefined) {
      wanted.set(key, { from: from.path, specifier });
      missing += 1;
      return null;
    }
    return path === null ? null : (modules.get(path) ?? null);
  }

  function imported(from: Module, specifier: string, name: string): Found | null {
    if (/^drizzle-orm(?:\/|$)/.test(specifier)) return { foreign: specifier, name };
    const target = targetOf(from, specifier);
    if (!target) return null;
    return name === wholeModule ? { namespace: target } : exported(target, name);
  }

  function exported(module: Module, name: string, seen = new Set<string>()): Found | null {
    if (seen.has(module.path)) return null;
    seen.add(module.path);
    const own = module.exports.get(name);
    if (own && 'specifier' in own) return imported(module, own.specifier, own.name);
    if (own && 'expression' in own) return { module, declaration: own.expression };
    const local = own && module.names.get(own.local);
    if (local) return { module, declaration: local };
    if (name === 'default') return null;
    for (const specifier of module.stars) {
      if (/^drizzle-orm(?:\/|$)/.test(specifier)) {
        // Operators are handed on so; what else a barrel has stands beside it.
        if (module.stars.length === 1 && module.exports.size === 0)
          return { foreign: specifier, name };
        continue;
      }
      const target = targetOf(module, specifier);
      const found = target && exported(target, name, seen);
      if (found) return found;
    }
    return null;
  }

  return {
    get missing() {
      return missing;
    },
    module: (path) => modules.get(path) ?? null,
    imported,
    exported,
    load,
    add,
  };
}

function moduleOf(path: string, source: ts.SourceFile): Module {
  const names = topNames(source);
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) addExports(statement, exports, stars);
    else if (ts.isExportAssignment(statement)) {
      exports.set('default', { expression: statement.expression });
    } else if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
      const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
      for (const name of declaredBy(statement)) {
        exports.set(isDefault ? 'default' : name, { local: name });
      }
    }
  }
  return { path, source, names, exports, stars };
}

function addExports(
  { exportClause, moduleSpecifier }: ts.ExportDeclaration,
  exports: Map<string, Export>,
  stars: string[],
): void {
  const specifier =
    moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
  if (!exportClause) {
    if (specifier !== null) stars.push(specifier);
    return;
  }
  if (ts.isNamespaceExport(exportClause)) {
    if (specifier !== null) exports.set(exportClause.name.text, { specifier, name: wholeModule });
    return;
  }
  for (const { propertyName, name } of exportClause.elements) {
    const own = (propertyName ?? name).text;
    exports.set(name.text, specifier === null ? { local: own } : { specifier, name: own });
  }
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  }
  const { name } = statement as { name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? namesIn(each.name) : []));
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers ?? []).some((each) => each.kind === kind);
}
