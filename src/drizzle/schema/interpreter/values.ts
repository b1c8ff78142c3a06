import type ts from 'typescript';
import type { ModuleFile } from './module-file.ts';

/** A stretch of a module's text, by offsets. */
export interface Spot {
  readonly module: ModuleFile;
  readonly start: number;
  readonly end: number;
}

/** Where a node stands. */
export function spotOf(node: ts.Node, module: ModuleFile): Spot {
  return new NodeSpot(node, module);
}

/** Looks for its start, behind spaces and comments, when it is asked for, as few are. */
class NodeSpot implements Spot {
  readonly node: ts.Node;
  readonly module: ModuleFile;

  constructor(node: ts.Node, module: ModuleFile) {
    this.node = node;
    this.module = module;
  }

  get start(): number {
    return this.node.getStart(this.module.source);
  }

  get end(): number {
    return this.node.end;
  }
}

/**
 * A value that is not known: it comes from a package that is not Drizzle, from the environment, or
 * from syntax that schema files have no use for. It may be stored and handed around, and what is
 * made from it is as unknown; it must not reach one of Drizzle's builders.
 */
export class Opaque {
  readonly why: string;
  readonly spot: Spot | null;
  /** Whether it may stand for a table, enum or another object of the database. */
  readonly mayBeEntity: boolean;

  constructor(why: string, spot: Spot | null, mayBeEntity = false) {
    this.why = why;
    this.spot = spot;
    this.mayBeEntity = mayBeEntity;
  }
}

/** The exports of one of the repository's modules, as `import * as` gives them. */
export class Namespace {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** What may be used of one of Drizzle's modules. */
export class HostModule {
  readonly exports: ReadonlyMap<string, unknown>;
  readonly name: string;

  constructor(name: string, exports: ReadonlyMap<string, unknown>) {
    this.name = name;
    this.exports = exports;
  }
}

export type Call = (args: readonly unknown[], spot: Spot) => unknown;

/** A function of JavaScript's own that is reproduced here, with those that hang on it. */
export class Builtin {
  readonly name: string;
  readonly call: Call | null;
  readonly members: ReadonlyMap<string, unknown>;

  constructor(name: string, call: Call | null, members: ReadonlyMap<string, unknown> = new Map()) {
    this.name = name;
    this.call = call;
    this.members = members;
  }
}

/** The object of the database that could not be made; its name where that is written out. */
export interface Unmade {
  readonly kind: string;
  readonly schema: string | null;
  readonly name: string | null;
}

/** Why an export cannot be read. Ends the evaluation of that export; the others go on. */
export class Unresolved extends Error {
  readonly spot: Spot | null;
  unmade: Unmade | null = null;

  constructor(why: string, spot: Spot | null) {
    super(why);
    this.spot = spot;
  }
}

/** Modules that must be fetched before the evaluation can go on. It is then repeated. */
export class NeedsModules extends Error {
  readonly requests: readonly ModuleRequest[];

  constructor(requests: readonly ModuleRequest[]) {
    super('modules are needed');
    this.requests = requests;
  }
}

export interface ModuleRequest {
  readonly from: string;
  readonly specifier: string;
}

/** Ends the whole reading: the files cost more than a schema ever does. */
export class OverBudget extends Error {}
