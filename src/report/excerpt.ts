import type { Finding } from '../review/finding.ts';
import { type Cell, cellsOf } from './width.ts';

/** A line of source as shown, and the line under it that marks the place. */
export interface Excerpt {
  readonly source: string;
  readonly marks: string;
}

type Place = Pick<Finding, 'line' | 'endLine' | 'column' | 'endColumn'>;

/** UTF-16 code units looked at on both sides of a place; no terminal is wider. */
const reach = 1_000;
const cut = '…';

/**
 * The first line of a place within `width` terminal columns, its characters underlined; of a
 * longer line the part around the place.
 *
 * @param lines the lines of the file
 * @returns null when the file has no such line
 */
export function excerptOf(lines: readonly string[], place: Place, width: number): Excerpt | null {
  const line = lines[place.line - 1]?.trimEnd();
  if (line === undefined) return null;
  const from = Math.min(place.column - 1, line.length);
  const to = place.endLine > place.line ? line.length : Math.max(place.endColumn - 1, from + 1);
  const skipped = Math.max(0, from - reach);
  const cells = cellsOf(line.slice(skipped, from + reach)).map((cell) => ({
    ...cell,
    index: cell.index + skipped,
  }));

  const isMarked = ({ index }: Cell) => index >= from && index < to;
  const [first, last] = frame(cells, cells.findIndex(isMarked), width);
  const shown = cells.slice(first, last);
  const isCutBefore = first > 0 || skipped > 0;
  const isCutAfter = last < cells.length || from + reach < line.length;
  const marks = shown.map((cell) => (isMarked(cell) ? '^' : ' ').repeat(cell.width)).join('');
  return {
    source: `${isCutBefore ? cut : ''}${shown.map((cell) => cell.shown).join('')}${isCutAfter ? cut : ''}`,
    marks: (isCutBefore ? ' ' : '') + (marks.trim() === '' ? `${marks}^` : marks.trimEnd()),
  };
}

/** Which cells to show: all, or as many as fit, a quarter of the width before the marked one. */
function frame(cells: readonly Cell[], marked: number, width: number): [number, number] {
  const room = width - 2 * cut.length;
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  if (total <= room) return [0, cells.length];
  const target = marked === -1 ? cells.length : marked;
  const end = take(cells, 0, room);
  if (end > target) return [0, end];
  let first = target;
  let before = 0;
  while (first > 0 && before + cells[first - 1]!.width <= room / 4) before += cells[--first]!.width;
  return [first, take(cells, first, room)];
}

function take(cells: readonly Cell[], from: number, room: number): number {
  let taken = 0;
  let end = from;
  while (end < cells.length && taken + cells[end]!.width <= room) taken += cells[end++]!.width;
  return end;
}
