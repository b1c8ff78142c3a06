import { type Lines, linesOf } from './lines.ts';
import type { Position, Range } from './statement.ts';

/** The file that is read: its text, and the lines and columns of offsets in it. */
export interface SourceFile {
  readonly text: string;
  at(offset: number): Position;
  range(start: number, end: number): Range;
  /** Number of the chunk that an offset stands in, from 0. */
  chunkAt(offset: number): number;
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
const marker = /--> statement-breakpoint/g;
/** A marker with text behind it, or in a line comment. */
const misplaced = /--> statement-breakpoint[ \t]*[^\s]|--.*--> statement-breakpoint/;
/** Beyond this, the pieces are parsed by themselves, each with its own limits. */
const longestWhole = 500_000;

/** A file whose first line's columns do not count a byte order mark, as no editor shows it. */
export function sourceFile(text: string): SourceFile {
  const lines: Lines = linesOf(text);
  const marked = text.startsWith(byteOrderMark);
  function at(offset: number): Position {
    const position = lines.at(offset);
    if (!marked || position.line > 1) return position;
    return { ...position, column: Math.max(1, position.column - 1) };
  }
  const marks = [...text.matchAll(marker)].map(({ index }) => index);
  return {
    text,
    at,
    range: (start, end) => ({ start: at(start), end: at(end) }),
    chunkAt: (offset) => countBelow(marks, offset),
  };
}

/** How many of some numbers, which grow, are smaller than a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The file as one piece, which parses several times faster than its chunks; null where that could
 * differ from reading the chunks one by one: a marker with text behind it on its line, or where a
 * block comment could hold it.
 */
export function wholeOf(text: string): Piece | null {
  if (text.length > longestWhole || text.includes('/*') || misplaced.test(text)) return null;
  const start = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  return { text: text.slice(start).toWellFormed(), offset: (index) => start + index };
}

/** Whether a comment, without its dashes, is a marker between chunks. */
export function isBreakpoint(comment: string): boolean {
  return `--${comment}` === breakpoint;
}

/** Whether a text holds a marker between chunks. */
export function hasBreakpoint(text: string): boolean {
  return text.includes(breakpoint);
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
