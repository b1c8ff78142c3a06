import type { Range } from '../../sql/statement.ts';

/** Where something stands in the source. */
export interface Place {
  readonly path: string;
  readonly range: Range;
}

/** A column, and what the source says of it beyond what a snapshot records. */
export interface ColumnPlace extends Place {
  /** Its name in TypeScript. */
  readonly property: string;
  /** The function that made it and the methods called on it: `text`, `notNull`, `$defaultFn`, … */
  readonly calls: readonly string[];
  /** The argument of `$type<…>` as written; null where there is none. */
  readonly type: string | null;
  /** The values that `text({ enum })` allows in TypeScript; null where there are none. */
  readonly values: readonly string[] | null;
  /** The call that makes the column, as written. */
  readonly source: string;
  /** What comments right before and behind it say. */
  readonly comment: string;
  /**
   * Why its default is not known, such as a call of `createId()`: it is evaluated anew whenever a
   * migration is generated. The snapshot then has no default.
   */
  readonly unknownDefault: string | null;
}

/** The places of a table and of what is in it, by the names that the snapshot has. */
export interface TablePlaces extends Place {
  /** What comments right before it say. */
  readonly comment: string;
  readonly columns: ReadonlyMap<string, ColumnPlace>;
  readonly indexes: ReadonlyMap<string, Place>;
  readonly foreignKeys: ReadonlyMap<string, Place>;
  readonly uniqueConstraints: ReadonlyMap<string, Place>;
  readonly compositePrimaryKeys: ReadonlyMap<string, Place>;
  readonly checkConstraints: ReadonlyMap<string, Place>;
  readonly policies: ReadonlyMap<string, Place>;
}

/** Places by the keys of the snapshot, such as `public.users`. */
export interface Places {
  readonly tables: ReadonlyMap<string, TablePlaces>;
  readonly enums: ReadonlyMap<string, Place>;
  readonly views: ReadonlyMap<string, Place>;
  readonly sequences: ReadonlyMap<string, Place>;
  readonly roles: ReadonlyMap<string, Place>;
  readonly policies: ReadonlyMap<string, Place>;
  readonly schemas: ReadonlyMap<string, Place>;
}

/** An export that could not be read, and so is missing in the snapshot. */
export interface UnresolvedExport {
  /** The exported name; `*` for a whole file or for what `export *` takes from elsewhere. */
  readonly name: string;
  readonly why: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /**
   * The object of the database that is missing, by kind (`table`, `enum`, …) and name; a name is
   * null where it is not written out. Null where it may be none at all.
   */
  readonly object: {
    readonly kind: string;
    readonly schema: string | null;
    readonly name: string | null;
  } | null;
}

/** One relation of `relations()`, which is of Drizzle's queries and not of the database. */
export interface DeclaredRelation {
  /** The table that has it and the one that it leads to, by the snapshot's keys. */
  readonly table: string;
  readonly to: string;
  readonly name: string;
  readonly kind: 'one' | 'many';
  /** Columns by their names in TypeScript; empty where the other side has them. */
  readonly fields: readonly string[];
  readonly references: readonly string[];
  readonly relationName: string | null;
  readonly place: Place;
}

/** A snapshot of drizzle-kit 0.31 (version 7), as JSON. */
export type PgSnapshotJson = Readonly<Record<string, unknown>>;

/** What a project's TypeScript schema declares. */
export interface ReadSchema {
  /** Null where there is no schema file, or drizzle-kit refuses the schema as a whole. */
  readonly snapshot: PgSnapshotJson | null;
  /** Why there is no snapshot, in words; null where there is one. */
  readonly problem: string | null;
  readonly places: Places;
  readonly unresolved: readonly UnresolvedExport[];
  readonly relations: readonly DeclaredRelation[];
  /** The paths that were read, the schema's own files first. */
  readonly files: readonly string[];
}

/** Drizzle's ways to name columns that are not named in TypeScript. */
export type Casing = 'snake_case' | 'camelCase';

/** Reads many files of one tree at once; what cannot be read as text is left out of the answer. */
export type ReadFiles = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export interface SchemaSource {
  /** `schema` of the Drizzle configuration, against the repository's root: files, folders, globs. */
  readonly entry: string | readonly string[];
  readonly casing?: Casing | undefined;
  /** All paths of the tree. */
  readonly paths: ReadonlySet<string>;
  readonly readFiles: ReadFiles;
}

/** Reads schemas without running anything of the repository. */
export interface SchemaReader {
  /**
   * What the schema declares. What cannot be read is named in `unresolved`. Throws what
   * `readFiles` throws.
   */
  read(source: SchemaSource): Promise<ReadSchema>;
  /**
   * The SQL that leads from one snapshot (version 5, 6 or 7) to another, statement by statement, as
   * drizzle-kit writes it; renames are dropped and added. Rejects with `EngineError`.
   */
  generateSql(from: PgSnapshotJson, to: PgSnapshotJson): Promise<string[]>;
  /** Ends the process; what is still asked rejects. */
  close(): Promise<void>;
}
