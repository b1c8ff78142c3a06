import type ts from 'typescript';
import { evaluateEnum } from './enums.ts';
import { evaluate } from './expressions.ts';
import { makeClosure } from './functions.ts';
import { fromHostModule } from './members.ts';
import { type Binding, type ModuleFile, wholeModule } from './module-file.ts';
import { neededImports } from './needed-imports.ts';
import { bindPattern } from './patterns.ts';
import type { Modules, Run, Scope } from './scope.ts';
import { runStatement } from './statements.ts';
import {
  type HostModule,
  type ModuleRequest,
  Namespace,
  NeedsModules,
  Opaque,
  type Spot,
  Unresolved,
  spotOf,
} from './values.ts';

/** The files that are here so far, and where imports lead. */
export interface Library {
  readonly files: ReadonlyMap<string, ModuleFile>;
  /** The path of an import: null where it leads out of the repository, undefined when not asked yet. */
  resolve(request: ModuleRequest): string | null | undefined;
}

/** The value of a name: being made, made, or impossible to make. */
type Cell =
  | { readonly state: 'busy' }
  | { readonly state: 'done'; value: unknown }
  | { readonly state: 'failed'; readonly error: Unresolved };

type Found = { value: unknown } | undefined;

/** Packages that make no tables: validators, ids, and Drizzle for other databases. */
const harmless =
  /^(?:node:|zod|drizzle-zod|drizzle-valibot|drizzle-typebox|drizzle-arktype|valibot|arktype|@sinclair\/typebox|nanoid|uuid|ulid|@paralleldrive\/cuid2|react|next|postgres$|pg$|drizzle-orm)/;

/**
 * The top level of modules. Each name gets its value when it is first asked for, so that circles
 * of imports, and code that has nothing to do with the schema, do no harm.
 */
export function createModules(library: Library, runOf: () => Run): Modules {
  const cells = new Map<ModuleFile, Map<string, Cell>>();
  const parts = new Map<ts.VariableDeclaration, Map<string, unknown>>();
  const done = new Set<ts.Statement>();

  function readBinding(module: ModuleFile, name: string): Found {
    const binding = module.bindings.get(name);
    if (!binding) return undefined;
    const own = cells.get(module) ?? new Map<string, Cell>();
    cells.set(module, own);
    const cell = own.get(name);
    if (cell?.state === 'done') return cell;
    if (cell?.state === 'failed') throw cell.error;
    if (cell) throw new Unresolved(`${name} depends on itself`, null);
    own.set(name, { state: 'busy' });
    try {
      own.set(name, { state: 'done', value: evaluateBinding(binding, name, scopeOf(module)) });
      change(module, name);
      return own.get(name) as { value: unknown };
    } catch (error) {
      if (error instanceof Unresolved) own.set(name, { state: 'failed', error });
      else own.delete(name);
      throw error;
    }
  }

  /** Runs what the module says of a name after it was declared. */
  function change(module: ModuleFile, name: string): void {
    for (const statement of module.changes.get(name) ?? []) {
      if (done.has(statement)) continue;
      done.add(statement);
      try {
        runStatement(statement, scopeOf(module));
      } catch (error) {
        if (error instanceof NeedsModules) done.delete(statement);
        throw error;
      }
    }
  }

  function scopeOf(module: ModuleFile): Scope {
    return { run: runOf(), module, parent: null, variables: new Map() };
  }

  function evaluateBinding(binding: Binding, name: string, scope: Scope): unknown {
    switch (binding.kind) {
      case 'import':
        return imported(scope.module, binding.specifier, binding.name).value;
      case 'variable':
        return evaluateVariable(binding.declaration, name, scope);
      case 'function':
        return makeClosure(binding.declaration, scope);
      case 'enum':
        return evaluateEnum(binding.declaration, scope);
      case 'expression':
        return evaluate(binding.expression, scope);
      case 'opaque':
        return new Opaque(binding.why, spotOf(binding.node, scope.module));
    }
  }

  function evaluateVariable(node: ts.VariableDeclaration, name: string, scope: Scope): unknown {
    const known = parts.get(node);
    if (known) return known.get(name);
    const value = node.initializer ? evaluate(node.initializer, scope) : undefined;
    const found = new Map<string, unknown>();
    bindPattern(node.name, value, scope, (each, part) => found.set(each, part));
    parts.set(node, found);
    return found.get(name);
  }

  function writeBinding(module: ModuleFile, name: string, value: unknown, spot: Spot): void {
    const found = readBinding(module, name);
    if (!found || module.bindings.get(name)?.kind !== 'variable') {
      throw new Unresolved(`an assignment to ${name}`, spot);
    }
    found.value = value;
  }

  /** What an import stands for; a value that is unknown where it leads out of the repository. */
  function imported(module: ModuleFile, specifier: string, name: string): { value: unknown } {
    const host = runOf().host.module(specifier);
    if (host) return { value: fromHost(host, name) };
    const path = pathOf(module, specifier);
    if (path === null) return { value: foreign(specifier, name) };
    if (name === wholeModule) return { value: new Namespace(path) };
    const found = readExport(path, name);
    return found ?? { value: new Opaque(`${name}, which ${path} does not export`, null) };
  }

  /** All that a barrel hands on, or that a module uses, is asked for at once. */
  function pathOf(module: ModuleFile, specifier: string): string | null {
    const path = whereTo(module, specifier);
    if (path !== undefined) return path;
    const wanted = new Set([specifier, ...module.stars, ...neededImports(module)]);
    const missing = [...wanted].filter(
      (each) => !runOf().host.module(each) && whereTo(module, each) === undefined,
    );
    throw new NeedsModules(missing.map((each) => ({ from: module.path, specifier: each })));
  }

  function whereTo(module: ModuleFile, specifier: string): string | null | undefined {
    if (harmless.test(specifier)) return null;
    return library.resolve({ from: module.path, specifier });
  }

  function fileOf(path: string): ModuleFile | null {
    const file = library.files.get(path);
    if (!file) return null;
    if (!file.problem) return file;
    const { message, start } = file.problem;
    throw new Unresolved(`syntax error: ${message}`, { module: file, start, end: start });
  }

  function readExport(path: string, name: string, seen = new Set<string>()): Found {
    const file = seen.has(path) ? null : fileOf(path);
    if (!file) return undefined;
    seen.add(path);
    const own = file.exports.get(name);
    if (own) {
      return 'local' in own
        ? readBinding(file, own.local)
        : imported(file, own.specifier, own.name);
    }
    return name === 'default' ? undefined : readStar(file, name, seen);
  }

  function readStar(file: ModuleFile, name: string, seen: Set<string>): Found {
    let unknown: Found;
    for (const specifier of file.stars) {
      const host = runOf().host.module(specifier);
      if (host?.exports.has(name)) return { value: host.exports.get(name) };
      const path = host ? null : pathOf(file, specifier);
      const found = path === null ? undefined : readExport(path, name, seen);
      if (found) return found;
      if (path === null && !host) unknown ??= { value: foreign(specifier, name) };
    }
    return unknown;
  }

  function exportNames(path: string, seen = new Set<string>()): string[] {
    const file = seen.has(path) ? null : fileOf(path);
    if (!file) return [];
    seen.add(path);
    const names = new Set(file.exports.keys());
    for (const specifier of file.stars) {
      if (runOf().host.module(specifier)) continue;
      const inner = pathOf(file, specifier);
      if (inner === null) continue;
      for (const name of exportNames(inner, seen)) if (name !== 'default') names.add(name);
    }
    return [...names];
  }

  return { readBinding, writeBinding, readExport, exportNames };
}

function fromHost(host: HostModule, name: string): unknown {
  return name === wholeModule || name === 'default' ? host : fromHostModule(host, name, null);
}

function foreign(specifier: string, name: string): Opaque {
  const what = name === wholeModule ? specifier : `${name} of ${specifier}`;
  return new Opaque(what, null, !harmless.test(specifier));
}

/** What `export *` takes, from the schema's files on, out of modules that are not of the repository. */
export function foreignStars(library: Library, entry: readonly string[]): ModuleRequest[] {
  const found: ModuleRequest[] = [];
  const seen = new Set(entry);
  for (const from of seen) {
    for (const specifier of library.files.get(from)?.stars ?? []) {
      const path = harmless.test(specifier) ? null : library.resolve({ from, specifier });
      if (path) seen.add(path);
      if (path === null && !harmless.test(specifier)) found.push({ from, specifier });
    }
  }
  return found;
}
