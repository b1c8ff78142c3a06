import type { Position, Range } from './statement.ts';

/** Finds the line and column of offsets in one text; lines end with LF, CRLF or a lone CR. */
export interface Lines {
  /** Position of a UTF-16 offset; one past the end is the last position. */
  at(offset: number): Position;
  range(start: number, end: number): Range;
}

/** Reads a text's line ends once, so that many offsets are found quickly. */
export function linesOf(text: string): Lines {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);

  function at(offset: number): Position {
    const place = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: place - starts[low]! + 1, offset: place };
  }

  return { at, range: (start, end) => ({ start: at(start), end: at(end) }) };
}
