import type { Node } from '@pgsql/types';
import { skipComments, tokensOf } from './lexer.ts';
import { type FromBytes } from './offsets.ts';
import type { Piece, SourceFile } from './piece.ts';
import type { NodeKind, Runs, Statement } from './statement.ts';

const trailing = /[\s;]/;

/** A statement of a parse tree; `stmt_location` and `stmt_len` count bytes and are left out when 0. */
export interface RawStatement {
  readonly stmt: Node;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/** Where a piece stands: its file, and what runs it. */
export interface Context {
  readonly file: SourceFile;
  readonly runs: Runs;
  readonly within: Statement | null;
}

/** A statement with the stretch of its piece's text that it covers. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly start: number;
  readonly end: number;
}

/** Gives a statement of a piece its place in the file. */
export function placeStatement(
  raw: RawStatement,
  piece: Piece,
  bytes: FromBytes,
  context: Context,
): PlacedStatement {
  const { file, runs, within } = context;
  const location = raw.stmt_location ?? 0;
  const start = skipComments(piece.text, bytes(location));
  const limit = raw.stmt_len === undefined ? piece.text.length : bytes(location + raw.stmt_len);
  const end = endOfTokens(piece.text, start, limit);
  const range = file.range(piece.offset(start), piece.offset(end));
  const statement: Statement = {
    kind: Object.keys(raw.stmt)[0] as NodeKind,
    node: raw.stmt,
    text: file.text.slice(range.start.offset, range.end.offset),
    range,
    chunk: file.chunkAt(range.start.offset),
    runs,
    within,
    at: (byte = 0) => file.at(piece.offset(bytes(byte))),
  };
  return { statement, start, end };
}

/** End of the last token before a limit, without comments and semicolons. */
export function endOfTokens(text: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && trailing.test(text[end - 1] ?? '')) end--;
  const slice = text.slice(start, end);
  if (!slice.includes('--') && !slice.includes('/*')) return end;
  const last = tokensOf(slice).findLast(
    (token) => token.kind !== 'comment' && slice[token.start] !== ';',
  );
  return start + (last?.end ?? 0);
}
