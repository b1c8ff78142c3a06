import { chunksOf, type Piece, partOf } from '../sql/piece.ts';
import { skipComments } from '../sql/lexer.ts';
import { statementsOf } from '../sql/split.ts';

/** A statement of a migration; offsets are those of the file. */
export interface MigrationStatement {
  readonly sql: string;
  readonly start: number;
  readonly end: number;
}

/** What a migrator sends at once: the statements between two breakpoints. */
export interface Chunk {
  readonly sql: string;
  readonly statements: readonly MigrationStatement[];
}

/** A migration's text as Drizzle sends it, cut into statements without a grammar. Empty chunks are left out. */
export function chunksOfMigration(text: string): Chunk[] {
  return chunksOf(text)
    .map((piece) => ({
      sql: piece.text,
      statements: statementsOf(piece).flatMap((each) => statementOf(each) ?? []),
    }))
    .filter(({ statements }) => statements.length > 0);
}

/** Without the comments and spaces before it; null where nothing else is there. */
function statementOf(piece: Piece): MigrationStatement | null {
  const from = skipComments(piece.text, 0);
  const sql = piece.text.slice(from).trimEnd();
  if (sql === '' || sql === ';') return null;
  const part = partOf(piece, from, from + sql.length);
  return { sql, start: part.offset(0), end: part.offset(0) + sql.length };
}

const aloneForms = [
  /^vacuum\b/,
  /^reindex\b/,
  /^cluster\b/,
  /^(?:create|drop|alter)\s+(?:database|tablespace|system|subscription)\b/,
  /^create\s+(?:unique\s+)?index\s+concurrently\b/,
  /^drop\s+index\s+concurrently\b/,
  /\bdetach\s+partition\b[\s\S]*\bconcurrently\b/,
  /^(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare|do|call|set|reset|discard)\b/,
];

/**
 * Whether a statement that commits by itself must be sent without a transaction around it: it refuses
 * one, or ends or opens one itself.
 */
export function standsAlone(sql: string): boolean {
  const text = sql.toLowerCase();
  return aloneForms.some((form) => form.test(text));
}
