import type { DataType } from '../sql/data-type.ts';

export type { DataType };

/** A name in a PostgreSQL schema, as the catalog holds it: unquoted, folded. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

export interface Column {
  name: string;
  type: DataType;
  /** Whether no row holds null: also by a primary key or identity, not by a NOT VALID constraint. */
  notNull: boolean;
  /** The default as SQL text, or null when there is none; null for a generated column. */
  default: string | null;
  generated: 'stored' | 'virtual' | null;
  identity: 'always' | 'by default' | null;
  /** Added by the change that is judged, to a table that may be older. */
  isNew: boolean;
}

export type ConstraintKind =
  'primary key' | 'unique' | 'foreign key' | 'check' | 'exclude' | 'not null';

export interface Constraint {
  /** Null where the statement gave none and PostgreSQL's choice is not known. */
  name: string | null;
  kind: ConstraintKind;
  /** Key columns; for a CHECK, the columns that it mentions. */
  columns: string[];
  references: {
    table: QualifiedName;
    columns: string[];
    onDelete: string;
    onUpdate: string;
  } | null;
  /** The condition of a CHECK as SQL text. */
  expression: string | null;
  validated: boolean;
  isNew: boolean;
}

export interface Index {
  name: string;
  /** Key columns in order; null stands for an expression. */
  columns: (string | null)[];
  /** The expressions as SQL text, in the order of the nulls in `columns`. */
  expressions: string[];
  include: string[];
  /** What each key adds to its column: operator class, collation, order; empty for the defaults. */
  options: readonly string[];
  unique: boolean;
  nullsNotDistinct: boolean;
  method: string;
  /** The condition of a partial index as SQL text. */
  where: string | null;
  isNew: boolean;
}

/** A policy of row level security; shared by copies of the schema, so replaced and never changed. */
export interface Policy {
  readonly name: string;
  readonly command: string;
  readonly permissive: boolean;
  /** `public` for everybody. */
  readonly roles: readonly string[];
  /** The conditions as SQL text: which rows are seen, and which may be written. */
  readonly using: string | null;
  readonly check: string | null;
  readonly isNew: boolean;
}

/** A trigger with the function that it calls; replaced and never changed. */
export interface Trigger {
  readonly name: string;
  readonly calls: QualifiedName;
  readonly isNew: boolean;
}

/** What a view reads; `columns` are all names that its query mentions, whatever they are columns of. */
export interface ViewQuery {
  readonly relations: readonly QualifiedName[];
  readonly columns: ReadonlySet<string>;
  /** Whether it takes all columns of a relation by `*`. */
  readonly star: boolean;
  /** The names of its own columns in order, where its query alone tells them. */
  readonly outputs: readonly string[] | null;
}

export type RelationKind =
  'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table';

/** A table, or a view, which has a name, columns and a query, but little of the rest. */
export interface Relation {
  name: QualifiedName;
  kind: RelationKind;
  columns: Map<string, Column>;
  constraints: Constraint[];
  indexes: Index[];
  policies: readonly Policy[];
  triggers: readonly Trigger[];
  /** A snapshot knows only what Drizzle enabled. */
  rowSecurity: 'on' | 'off' | 'unknown';
  partitionOf: QualifiedName | null;
  /** The columns that a partitioned table is divided by; null stands for an expression. */
  partitionKey: readonly (string | null)[];
  /** Takes the rows that no other partition does. */
  isDefaultPartition: boolean;
  isUnlogged: boolean;
  /** What a view reads; null where it is not known. */
  query: ViewQuery | null;
  /** The query of a view as SQL text; null where it is not known. */
  definition: string | null;
  /** Created by the change that is judged: empty, and invisible to others until it commits. */
  isNew: boolean;
}

export interface EnumType {
  name: QualifiedName;
  values: string[];
  isNew: boolean;
}

/** A domain; replaced and never changed. */
export interface Domain {
  readonly name: QualifiedName;
  readonly type: DataType;
  /** Whether values are checked, by NOT NULL or a CHECK. */
  readonly constrained: boolean;
  readonly isNew: boolean;
}

/** What functions of one name have in common; replaced and never changed. */
export interface Routine {
  readonly name: QualifiedName;
  /** The types of the arguments as they are written, one text for each overload. */
  readonly signatures: readonly string[];
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly isNew: boolean;
}

/** A sequence with a name of its own, not one of a serial or identity column. */
export interface Sequence {
  readonly name: QualifiedName;
  readonly isNew: boolean;
}

/** A rename, or a move to another schema, in the order in which they happened. */
export type Rename =
  | { object: 'relation' | 'type'; from: QualifiedName; to: QualifiedName }
  | {
      object: 'column' | 'constraint' | 'index';
      relation: QualifiedName;
      from: string;
      to: string;
    };

/**
 * A database schema, whoever says so: statements folded into it, a Drizzle snapshot, the catalog.
 * Relations and types are keyed by `keyOf(name)`.
 */
export interface Schema {
  relations: Map<string, Relation>;
  enums: Map<string, EnumType>;
  domains: Map<string, Domain>;
  routines: Map<string, Routine>;
  sequences: Map<string, Sequence>;
  /** Whether the whole schema before the change is known; else absence proves nothing. */
  complete: boolean;
  /** Where unqualified names are looked up, and created in the first; `SET search_path` changes it. */
  searchPath: readonly string[];
  /** Set by `SET LOCAL search_path` until the transaction ends. */
  localSearchPath: readonly string[] | null;
  /** Renames by the change that is judged, of what is not new. */
  renames: Rename[];
}

/** The key under which a name stands in a schema's maps; no name in PostgreSQL holds a NUL. */
export function keyOf(name: QualifiedName): string {
  return `${name.schema}\0${name.name}`;
}

/** An empty schema: complete for a new database, not complete for one that is not known. */
export function emptySchema(complete: boolean): Schema {
  return {
    relations: new Map(),
    enums: new Map(),
    domains: new Map(),
    routines: new Map(),
    sequences: new Map(),
    complete,
    searchPath: ['public'],
    localSearchPath: null,
    renames: [],
  };
}

/** A relation of which only name and kind are known yet. */
export function emptyRelation(name: QualifiedName, kind: RelationKind, isNew: boolean): Relation {
  return {
    name,
    kind,
    columns: new Map(),
    constraints: [],
    indexes: [],
    policies: [],
    triggers: [],
    rowSecurity: isNew ? 'off' : 'unknown',
    partitionOf: null,
    partitionKey: [],
    isDefaultPartition: false,
    isUnlogged: false,
    query: null,
    definition: null,
    isNew,
  };
}
