import type { ParsedSql, Range, Statement } from '../sql/statement.ts';

/** A statement, or a piece that is none, by its place. */
interface Item {
  readonly range: Range;
  readonly statement: Statement | null;
}

/**
 * Finds what follows a comment: the statement, or the piece that could not be read, that begins
 * after it in the same text or body. Null where none does, where the comment stands inside of a
 * statement, or behind one on its line and nothing else is on that line.
 */
export function followerOf({ statements, problems }: ParsedSql): (comment: Range) => Range | null {
  const items: Item[] = [
    ...statements.map((statement) => ({ range: statement.range, statement })),
    ...problems.map(({ range }) => ({ range, statement: null })),
  ].sort((one, other) => one.range.start.offset - other.range.start.offset);

  return (comment) => {
    const place = firstAfter(items, comment.end.offset);
    const next = items[place]?.range;
    const before = items[place - 1];
    if (!next) return null;
    const container = before?.statement && containerOf(before.statement, comment);
    if (container && next.end.offset > container.range.end.offset) return null;
    const isBehind = before !== undefined && endsBefore(before, comment);
    return isBehind && next.start.line !== comment.end.line ? null : next;
  };
}

/** The innermost statement, of one and those that it stands in, that holds a comment. */
function containerOf(statement: Statement, comment: Range): Statement | null {
  const { start, end } = statement.range;
  if (start.offset <= comment.start.offset && comment.end.offset <= end.offset) return statement;
  return statement.within && containerOf(statement.within, comment);
}

/** Whether something, or the statement that holds it, ends on the line where a comment begins. */
function endsBefore({ range, statement }: Item, comment: Range): boolean {
  const isHere = range.end.offset <= comment.start.offset && range.end.line === comment.start.line;
  if (isHere || !statement?.within) return isHere;
  return endsBefore({ range: statement.within.range, statement: statement.within }, comment);
}

function firstAfter(items: readonly Item[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.range.start.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
