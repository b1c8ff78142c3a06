import { parsePatch } from 'diff';

/** Lines of a file's new side that GitHub takes comments on, each with the hunk that shows it. */
export type CommentableLines = ReadonlyMap<number, number>;

/** Reads them from the patch that GitHub gives for a file, which has no header. */
export function commentableLines(patch: string): CommentableLines {
  const lines = new Map<number, number>();
  const [parsed] = parsePatch(patch);
  parsed?.hunks.forEach((hunk, index) => {
    let number = hunk.newStart;
    for (const text of hunk.lines) {
      if (text.startsWith('-') || text.startsWith('\\')) continue;
      lines.set(number++, index);
    }
  });
  return lines;
}

/** Whether a comment can stand on all lines from `first` to `last`. */
export function takesComment(lines: CommentableLines, first: number, last: number): boolean {
  const hunk = lines.get(last);
  return hunk !== undefined && lines.get(first) === hunk;
}
