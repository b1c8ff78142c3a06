import { type Lines, linesOf } from './lines.ts';
import type { Position, Range } from './statement.ts';

/** The file that is read: its text, and the lines and columns of offsets in it. */
export interface SourceFile {
  readonly text: string;
  at(offset: number): Position;
  range(start: number, end: number): Range;
}

/**
 * A text that is parsed by itself: a chunk, a statement of a broken chunk, the body of a
 * function, a query in that body. `offset` gives the place in the file of a UTF-16 offset.
 */
export interface Piece {
  readonly text: string;
  offset(index: number): number;
}

const byteOrderMark = '\ufeff';
const breakpoint = '--> statement-breakpoint';

/** A file whose first line's columns do not count a byte order mark, as no editor shows it. */
export function sourceFile(text: string): SourceFile {
  const lines: Lines = linesOf(text);
  const marked = text.startsWith(byteOrderMark);
  function at(offset: number): Position {
    const position = lines.at(offset);
    if (!marked || position.line > 1) return position;
    return { ...position, column: Math.max(1, position.column - 1) };
  }
  return { text, at, range: (start, end) => ({ start: at(start), end: at(end) }) };
}

/**
 * The pieces that Drizzle runs one by one. It splits at the marker wherever it stands, even in a
 * comment or a string.
 */
export function chunksOf(text: string): readonly Piece[] {
  let start = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  return text
    .slice(start)
    .split(breakpoint)
    .map((chunk) => {
      const from = start;
      start += chunk.length + breakpoint.length;
      return { text: chunk.toWellFormed(), offset: (index: number) => from + index };
    });
}

/** A stretch of a piece. */
export function partOf(piece: Piece, start: number, end: number): Piece {
  return { text: piece.text.slice(start, end), offset: (index) => piece.offset(start + index) };
}
