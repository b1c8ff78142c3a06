/** A name in a PostgreSQL schema, as the catalog holds it: unquoted, folded. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/**
 * A data type by its catalog name (`int4`, `varchar`, `timestamptz`), so that spellings such as
 * `integer` and `int` are one; `schema` is null for pg_catalog's types.
 */
export interface DataType {
  readonly schema: string | null;
  readonly name: string;
  /** Length, precision, scale, as in `numeric(10,2)`. Empty when none are given. */
  readonly modifiers: readonly number[];
  /** Number of array dimensions; 0 for a scalar. */
  readonly dimensions: number;
}

export interface Column {
  name: string;
  type: DataType;
  notNull: boolean;
  /** The default as SQL text, or null when there is none. */
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

/**
 * A database schema, whoever says so: statements folded into it, a Drizzle snapshot, the catalog.
 * Relations and types are keyed by `keyOf(name)`.
 */
export interface Schema {
  relations: Map<string, Relation>;
  enums: Map<string, EnumType>;
  /** Whether the whole schema before the change is known; else absence proves nothing. */
  complete: boolean;
}

/** The key under which a name stands in a schema's maps. */
export function keyOf(name: QualifiedName): string {
  return `${JSON.stringify(name.schema)}.${JSON.stringify(name.name)}`;
}

/** An empty schema: complete for a new database, not complete for one that is not known. */
export function emptySchema(complete: boolean): Schema {
  return { relations: new Map(), enums: new Map(), complete };
}
