import type { Casing } from './read-schema.ts';

/** A place in one of the files that were read: its number, and two offsets. */
export type WirePlace = readonly [file: number, start: number, end: number];

export interface WireColumn {
  readonly name: string;
  readonly place: WirePlace | null;
  readonly property: string;
  readonly calls: readonly string[];
  readonly type: string | null;
  readonly values: readonly string[] | null;
  readonly unknownDefault: string | null;
}

export type WireNamed = readonly [name: string, place: WirePlace | null];

export interface WireTable {
  readonly key: string;
  readonly place: WirePlace | null;
  readonly columns: readonly WireColumn[];
  readonly indexes: readonly WireNamed[];
  readonly foreignKeys: readonly WireNamed[];
  readonly uniqueConstraints: readonly WireNamed[];
  readonly compositePrimaryKeys: readonly WireNamed[];
  readonly checkConstraints: readonly WireNamed[];
  readonly policies: readonly WireNamed[];
}

export interface WireObject {
  readonly kind: 'enums' | 'views' | 'sequences' | 'roles' | 'policies' | 'schemas';
  readonly key: string;
  readonly place: WirePlace | null;
}

export interface WireUnresolved {
  readonly name: string;
  readonly why: string;
  readonly place: WirePlace | null;
  /** The file that exports it, where the place itself is not known. */
  readonly path: string;
  readonly object: {
    readonly kind: string;
    readonly schema: string | null;
    readonly name: string | null;
  } | null;
}

export interface WireRelation {
  readonly table: string;
  readonly to: string;
  readonly name: string;
  readonly kind: 'one' | 'many';
  readonly fields: readonly string[];
  readonly references: readonly string[];
  readonly relationName: string | null;
  readonly place: WirePlace | null;
}

export interface WireSchema {
  readonly snapshot: Readonly<Record<string, unknown>> | null;
  readonly problem: string | null;
  readonly files: readonly string[];
  readonly tables: readonly WireTable[];
  readonly objects: readonly WireObject[];
  readonly unresolved: readonly WireUnresolved[];
  readonly relations: readonly WireRelation[];
}

/** An import: the module that has it, and what it says. */
export interface WireImport {
  readonly from: string;
  readonly specifier: string;
}

export interface WireFile {
  readonly path: string;
  readonly text: string;
}

/** What the child is told. `resolved` answers, in order, the imports that it asked for. */
export type ToChild =
  | {
      readonly kind: 'read';
      readonly entry: readonly string[];
      readonly files: readonly WireFile[];
      readonly casing: Casing | null;
    }
  | {
      readonly kind: 'files';
      readonly resolved: readonly (string | null)[];
      readonly files: readonly WireFile[];
    }
  | { readonly kind: 'sql'; readonly from: object; readonly to: object };

/** What the child says. `isDoubtful` means that it must not be asked again. */
export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'needs'; readonly imports: readonly WireImport[] }
  | { readonly kind: 'schema'; readonly schema: WireSchema; readonly isDoubtful: boolean }
  | { readonly kind: 'statements'; readonly statements: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };
