import { skipComments, tokenAt } from './lexer.ts';
import { fromCodePoints } from './offsets.ts';
import type { Piece, SourceFile } from './piece.ts';
import { endOfTokens } from './read-statement.ts';
import type { SqlProblem, SqlProblemKind } from './statement.ts';
import type { Refusal } from './wire.ts';

export const messages = {
  'nul-byte': 'a NUL byte, which PostgreSQL refuses in any text',
  'too-large': 'larger than db-review reads',
  'too-complex': 'nested so deeply, or so costly, that the parser was stopped',
} as const;

/** The problem of a whole piece, shown on the first line of its SQL. */
export function pieceProblem(
  kind: Exclude<SqlProblemKind, 'syntax' | 'newer-syntax'>,
  piece: Piece,
  file: SourceFile,
): SqlProblem {
  const nul = kind === 'nul-byte' ? piece.text.indexOf('\0') : -1;
  const start = nul < 0 ? skipComments(piece.text, 0) : nul;
  const end = nul < 0 ? endOfLine(piece.text, start) : nul + 1;
  return { kind, message: messages[kind], range: rangeOf(piece, file, start, end) };
}

/** A refusal at PostgreSQL's own position: the token there, or the place after the last one. */
export function refusalProblem(
  refusal: Refusal,
  newer: boolean,
  piece: Piece,
  file: SourceFile,
): SqlProblem {
  const first = skipComments(piece.text, 0);
  const last = endOfTokens(piece.text, first, piece.text.length);
  const at = refusal.at === null ? first : fromCodePoints(piece.text, refusal.at);
  const start = Math.min(at, Math.max(first, last));
  const token = start < piece.text.length ? tokenAt(piece.text, start).end : start;
  const end = at > last ? start : Math.min(token, endOfLine(piece.text, start));
  const kind = newer ? 'newer-syntax' : 'syntax';
  return { kind, message: refusal.message, range: rangeOf(piece, file, start, end) };
}

function rangeOf(piece: Piece, file: SourceFile, start: number, end: number) {
  return file.range(piece.offset(start), piece.offset(end));
}

function endOfLine(text: string, start: number): number {
  const end = text.slice(start).search(/[\r\n]/);
  return end < 0 ? text.length : start + end;
}
