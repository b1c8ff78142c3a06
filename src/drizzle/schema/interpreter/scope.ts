import type ts from 'typescript';
import type { Budget } from './budget.ts';
import type { Host } from './host.ts';
import type { ModuleFile } from './module-file.ts';
import type { Recorder } from './recorder.ts';
import { type Spot, Unresolved, spotOf } from './values.ts';

/** One reading: what it may use, what it knows, and what it has made. */
export interface Run {
  readonly budget: Budget;
  readonly host: Host;
  readonly recorder: Recorder;
  readonly modules: Modules;
  readonly globals: ReadonlyMap<string, unknown>;
  /** Functions of the files, by the function of JavaScript that stands for each. */
  readonly closures: WeakMap<object, Closure>;
  /** Objects and lists that evaluation made; nothing else is ever changed. */
  readonly made: WeakSet<object>;
  /** Properties that the files put on a column's builder; Drizzle does not see them. */
  readonly additions: WeakMap<object, Map<string, unknown>>;
}

/** Values of the names on the top level of modules. All may throw `NeedsModules`. */
export interface Modules {
  /** Undefined where the module declares no such name. */
  readBinding(module: ModuleFile, name: string): { value: unknown } | undefined;
  writeBinding(module: ModuleFile, name: string, value: unknown, spot: Spot): void;
  /** Undefined where there is no such export, or it is a type. */
  readExport(path: string, name: string): { value: unknown } | undefined;
  exportNames(path: string): string[];
}

/** Calls a function of the files. */
export type Closure = (args: readonly unknown[]) => unknown;

/** The names inside a function; the outermost scope of a module has none. */
export interface Scope {
  readonly run: Run;
  readonly module: ModuleFile;
  readonly parent: Scope | null;
  readonly variables: Map<string, { value: unknown }>;
}

export function innerScope(parent: Scope): Scope {
  const { run, module } = parent;
  return { run, module, parent, variables: new Map() };
}

/** The variable of that name in a function, not on the top level of the module. */
export function findVariable(scope: Scope, name: string): { value: unknown } | undefined {
  for (let each: Scope | null = scope; each; each = each.parent) {
    const variable = each.variables.get(name);
    if (variable) return variable;
  }
  return undefined;
}

/** The error that ends the evaluation of the present export, at a node. */
export function refuse(why: string, node: ts.Node, scope: Scope): Unresolved {
  return new Unresolved(why, spotOf(node, scope.module));
}
