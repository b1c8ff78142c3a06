import { mayHaveBody, openBody } from './body.ts';
import { commentsOf } from './comments.ts';
import { skipComments } from './lexer.ts';
import { bytesOf } from './offsets.ts';
import { type Piece, partOf } from './piece.ts';
import { pieceProblem, refusalProblem } from './problem.ts';
import { type Context, placeStatement, type RawStatement } from './read-statement.ts';
import { statementsOf } from './split.ts';
import type { ParsedSql } from './statement.ts';
import type { Answer } from './wire.ts';

/** 2 MB: larger texts are cut into statements first. */
const longestPiece = 2_000_000;

/** A broken piece with more statements than this, of some 40 bytes each, was made to be one. */
const mostParts = 50_000;

/** Asks the grammars, with the version and the time of the file that is read. */
export type Ask = (language: 'sql' | 'plpgsql', text: string) => Promise<Answer>;

/** A result without anything. */
export const nothing: ParsedSql = { statements: [], problems: [], comments: [] };

/** Reads a piece with its comments; the statements of bodies stand after the one that holds them. */
export async function readPiece(piece: Piece, context: Context, ask: Ask): Promise<ParsedSql> {
  const comments = commentsOf(piece, context.file);
  return join([{ ...nothing, comments }, await readStatements(piece, context, ask)]);
}

/** Reads a piece without its comments. */
export async function readStatements(piece: Piece, context: Context, ask: Ask): Promise<ParsedSql> {
  if (isEmpty(piece.text)) return nothing;
  const unreadable = kindOfUnreadable(piece.text);
  const answer = unreadable === null ? await ask('sql', piece.text) : null;
  if (answer !== null && 'json' in answer) return readTree(answer.json, piece, context, ask);
  const parts = unreadable === 'too-large' ? groupsOf(piece) : statementsOf(piece);
  if (parts.length > 1 && parts.length <= mostParts) {
    return join(await Promise.all(parts.map((part) => readStatements(part, context, ask))));
  }
  const problem =
    answer !== null && 'refusal' in answer
      ? refusalProblem(answer.refusal, answer.newer, piece, context.file)
      : pieceProblem(unreadable ?? 'too-complex', piece, context.file);
  return { ...nothing, problems: [problem] };
}

/** One result of several, in their order. */
export function join(results: readonly ParsedSql[]): ParsedSql {
  return {
    statements: results.flatMap((result) => result.statements),
    problems: results.flatMap((result) => result.problems),
    comments: results.flatMap((result) => result.comments),
  };
}

async function readTree(
  json: string,
  piece: Piece,
  context: Context,
  ask: Ask,
): Promise<ParsedSql> {
  const { stmts = [] } = JSON.parse(json) as { stmts?: readonly RawStatement[] };
  const bytes = bytesOf(piece.text);
  const read = stmts.flatMap((raw) => {
    const placed = placeStatement(raw, piece, bytes, context);
    const own: ParsedSql = { ...nothing, statements: [placed.statement] };
    if (!mayHaveBody(placed.statement)) return own;
    return [own, openBody(placed, piece, bytes, context, ask)];
  });
  return join(await Promise.all(read));
}

/** An unclosed comment is not empty: PostgreSQL refuses it. */
function isEmpty(text: string): boolean {
  return skipComments(text, 0) >= text.length && !text.includes('/*') && !text.includes('\0');
}

function kindOfUnreadable(text: string): 'nul-byte' | 'too-large' | null {
  if (text.includes('\0')) return 'nul-byte';
  return text.length > longestPiece || Buffer.byteLength(text) > longestPiece ? 'too-large' : null;
}

/** The statements of a piece, as many together as one text may hold. */
function groupsOf(piece: Piece): readonly Piece[] {
  const groups: Piece[] = [];
  let start = 0;
  let end = 0;
  let size = 0;
  for (const part of statementsOf(piece)) {
    const more = Buffer.byteLength(part.text);
    if (size > 0 && size + more > longestPiece) {
      groups.push(partOf(piece, start, end));
      [start, size] = [end, 0];
    }
    end += part.text.length;
    size += more;
  }
  return [...groups, partOf(piece, start, piece.text.length)];
}
