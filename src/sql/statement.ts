import type { Node } from '@pgsql/types';

/**
 * A place in a text. Line and column are 1-based and columns count UTF-16 code units, as
 * editors and GitHub count them; `offset` is the 0-based UTF-16 index into the text.
 */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of text; `end` is the position after the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Name of a node of PostgreSQL's parse tree: `AlterTableStmt`, `DropStmt`, … */
export type NodeKind = Node extends infer Each ? (Each extends Each ? keyof Each : never) : never;

/**
 * When PostgreSQL runs a statement: `always` on the top level of a migration or of a DO block,
 * `conditionally` in a branch, loop or handler of a DO block, `on-call` in the body of a function
 * that the migration only defines.
 */
export type Runs = 'always' | 'conditionally' | 'on-call';

/** One SQL statement with its parse tree and its place in the file. */
export interface Statement {
  readonly kind: NodeKind;
  /** The parse tree, in the form of libpg_query: `{ DropStmt: { objects: … } }`. */
  readonly node: Node;
  /** The statement as it stands in the file, without comments before it and its semicolon. */
  readonly text: string;
  readonly range: Range;
  /** Which piece between `--> statement-breakpoint` markers it stands in, from 0. */
  readonly chunk: number;
  readonly runs: Runs;
  /** The DO block or CREATE FUNCTION whose body this statement stands in. */
  readonly within: Statement | null;
  /** Where a node of this statement's tree stands in the file, by the node's `location`. */
  at(location: number | undefined): Position;
}

/** A comment of a SQL file; `text` is without its marks and trimmed. */
export interface SqlComment {
  readonly text: string;
  readonly range: Range;
}

/** Why a piece of a file gave no statements. */
export type SqlProblemKind = 'syntax' | 'nul-byte' | 'too-large' | 'too-complex' | 'newer-syntax';

/**
 * A piece of SQL that could not be read. `newer-syntax` means that the configured major
 * version's grammar refuses what a newer one accepts; `too-complex`, that the parser was
 * stopped by its deadline or its stack.
 */
export interface SqlProblem {
  readonly kind: SqlProblemKind;
  /** PostgreSQL's own message where it gave one. */
  readonly message: string;
  readonly range: Range;
}

/** What a SQL text holds. One broken piece does not hide the others. */
export interface ParsedSql {
  readonly statements: readonly Statement[];
  readonly problems: readonly SqlProblem[];
  readonly comments: readonly SqlComment[];
}

/** PostgreSQL major versions that can be chosen. 12 is read by the grammar of 13, the oldest there is. */
export type PostgresMajor = 12 | 13 | 14 | 15 | 16 | 17 | 18;

/**
 * Parses texts into statements, in the order given; never throws for anything that a text holds.
 * Without `postgres`, PostgreSQL 16's grammar is tried first and the newest where it refuses.
 * `onParsed` is given what texts hold while others are parsed.
 */
export type Parse = (
  texts: readonly string[],
  options?: {
    readonly postgres?: PostgresMajor | null;
    onParsed?(parsed: ParsedSql): void;
  },
) => Promise<readonly ParsedSql[]>;
