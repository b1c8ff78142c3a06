import type { Relation } from '../schema/model.ts';
import type { Range } from '../sql/statement.ts';

export type Verb =
  'select' | 'insert' | 'update' | 'delete' | 'findMany' | 'findFirst' | 'execute' | 'count';

/** What the declared schema says of a table that code names. */
export interface TableFacts {
  /** Its key in a snapshot, such as `public.users`. */
  readonly key: string;
  readonly relation: Relation;
  /** Names of columns in the database by those in TypeScript. */
  readonly columns: ReadonlyMap<string, string>;
}

/** A table as a query names it. */
export interface TableUse {
  /** As it is written: `users`, `schema.users`. */
  readonly text: string;
  /** The file that declares it, and the offset at which it does. */
  readonly path: string;
  readonly offset: number;
  /** Its name in the database; null where it is not written out. */
  readonly name: string | null;
  /** Null where the schema could not be read. */
  readonly facts: TableFacts | null;
}

/** A column that a query mentions, by its name in TypeScript. */
export interface ColumnUse {
  readonly table: TableUse;
  readonly property: string;
  /** The operator around it, such as `eq`; null where there is none. */
  readonly operator: string | null;
  /** What it is compared with, as written; null where that is nothing. */
  readonly value: string | null;
}

/** The condition of a query. */
export interface Condition {
  readonly columns: readonly ColumnUse[];
  /** Whether all of it was understood, so that a column that is not in `columns` is not in it. */
  readonly isWhole: boolean;
}

/** The loop that a query stands in. */
export interface Loop {
  readonly kind: 'for' | 'callback' | 'while';
  /** What is looped over, as written; null for loops that count. */
  readonly over: string | null;
  /** The name of one of them; null where it is taken apart. */
  readonly item: string | null;
  /** Whether the query mentions something that is another one in each turn. */
  readonly depends: boolean;
  /** Whether it goes over a few things that are written out, or over batches, or tries again. */
  readonly isFew: boolean;
}

/** What becomes of the query itself: a builder that nobody awaits is never sent. */
export type Fate = 'awaited' | 'returned' | 'passed' | 'kept' | 'dropped' | 'voided';

/** What becomes of the rows, where all of that stands in sight; columns by their names in TypeScript. */
export interface Usage {
  readonly columns: ReadonlySet<string>;
  /** Whether only their number is asked for, or whether there are any. */
  readonly onlyCounted: 'number' | 'existence' | null;
}

/** A query of Drizzle's builder, or of its relational queries. */
export interface Query {
  readonly verb: Verb;
  /** From its beginning to the method that says what it does. */
  readonly at: Range;
  /** All of it as written, with white space folded. */
  readonly text: string;
  /** The handle as written: `db`, `tx`, `this.db`. */
  readonly handle: string;
  /** Whether it runs in a transaction; `either` for a handle that the caller gives. */
  readonly scope: 'pool' | 'transaction' | 'either';
  readonly table: TableUse | null;
  readonly joins: readonly TableUse[];
  /** The methods that follow, such as `where` and `limit`, and the options of a relational query. */
  readonly calls: ReadonlySet<string>;
  /** Something is added to it, or given to it, that is not in sight. */
  readonly isOpen: boolean;
  /** It is part of another query. */
  readonly isPart: boolean;
  readonly where: Condition | null;
  /** Rows that it gives at most; `given` where that is computed. */
  readonly limit: number | 'given' | null;
  readonly offset: string | null;
  /** Whether it asks for columns by name. */
  readonly picks: boolean;
  /** Columns that it writes, by their names in TypeScript; null where they are not in sight. */
  readonly writes: ReadonlySet<string> | null;
  readonly loop: Loop | null;
  readonly fate: Fate;
  readonly usage: Usage | null;
  /** The statements around it, innermost first, each by the offset of the block that it is in. */
  readonly block: number | null;
  /** The function that it stands in, by its offset; null at the top of a file. */
  readonly function: number | null;
  /** Its name, or that of the constant that holds it; null where it has none. */
  readonly functionName: string | null;
  /** Whether a `catch` around it looks for what violates a unique constraint. */
  readonly catchesUnique: boolean;
}

/** SQL that is built from texts. */
export interface BuiltSql {
  readonly at: Range;
  readonly text: string;
  readonly by: 'raw' | 'execute';
  /** What is put into it, as written. */
  readonly value: string;
}

/** A comment that silences a linter, and the line of code that it is about. */
export interface Directive {
  readonly text: string;
  readonly at: Range;
  /** The line that follows; for a comment at the end of a line, its own. */
  readonly line: number;
}

/** The database code of one file. */
export interface QueryFile {
  readonly path: string;
  readonly text: string;
  readonly queries: readonly Query[];
  readonly built: readonly BuiltSql[];
  readonly directives: readonly Directive[];
}
