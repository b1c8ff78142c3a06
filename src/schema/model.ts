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
  unique: boolean;
  method: string;
  /** The condition of a partial index as SQL text. */
  where: string | null;
  isNew: boolean;
}

export type RelationKind =
  'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table';

/** A table, or a view, which has a name and columns but none of the rest. */
export interface Relation {
  name: QualifiedName;
  kind: RelationKind;
  columns: Map<string, Column>;
  constraints: Constraint[];
  indexes: Index[];
  partitionOf: QualifiedName | null;
  /** Created by the change that is judged: empty, and invisible to others until it commits. */
  isNew: boolean;
}

export interface EnumType {
  name: QualifiedName;
  values: string[];
  isNew: boolean;
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
  /** Whether the whole schema before the change is known; else absence proves nothing. */
  complete: boolean;
  /** Where unqualified names are looked up, and created in the first; `SET search_path` changes it. */
  searchPath: readonly string[];
  /** Set by `SET LOCAL search_path` until the transaction ends. */
  localSearchPath: readonly string[] | null;
  /** Renames by the change that is judged, of what is not new. */
  renames: Rename[];
}

/** The key under which a name stands in a schema's maps. */
export function keyOf(name: QualifiedName): string {
  return `${JSON.stringify(name.schema)}.${JSON.stringify(name.name)}`;
}

/** An empty schema: complete for a new database, not complete for one that is not known. */
export function emptySchema(complete: boolean): Schema {
  return {
    relations: new Map(),
    enums: new Map(),
    complete,
    searchPath: ['public'],
    localSearchPath: null,
    renames: [],
  };
}
