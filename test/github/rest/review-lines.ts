import { parsePatch } from 'diff';
import { unprocessable } from '../failure.ts';
import type { DiffFile } from '../git/diff.ts';
import type { Limits } from '../limits.ts';
import type { ReviewComment } from '../state.ts';
import { patchesShown } from './files.ts';

export type CommentRequest = Omit<ReviewComment, 'id' | 'createdAt'>;

/** Line numbers on one side of a file's diff to the index of the hunk that shows them. */
type Lines = Map<number, number>;

/**
 * Refuses a review whole when one comment is not on lines that the diff shows. GitHub's answer does
 * not say which comment it was.
 *
 * @throws Failure 422
 */
export function checkLines(
  comments: readonly CommentRequest[],
  files: readonly DiffFile[],
  limits: Limits,
): void {
  const patches = patchesShown(files, limits);
  const errors = new Set<string>();
  for (const comment of comments) {
    const index = files.findIndex(({ path }) => path === comment.path);
    if (index < 0) errors.add('Path could not be resolved');
    else for (const error of lineErrors(comment, patches[index] ?? '')) errors.add(error);
  }
  if (errors.size > 0) throw unprocessable(...errors);
}

function lineErrors(comment: CommentRequest, patch: string): string[] {
  const { line, position, start_line: startLine } = comment;
  if (position !== undefined && line === undefined) {
    const shown = position >= 1 && position < patch.split('\n').length;
    return shown ? [] : ['Position could not be resolved'];
  }
  if (line === undefined) return ["Pull request review thread position can't be blank"];
  const side = comment.side ?? 'RIGHT';
  const hunk = shownLines(patch, side).get(line);
  if (hunk === undefined) {
    return [
      'Pull request review thread line must be part of the diff',
      "Pull request review thread diff hunk can't be blank",
    ];
  }
  if (startLine === undefined) return [];
  const startSide = comment.start_side ?? side;
  if (startSide === side && startLine >= line) {
    return ['Pull request review thread start line must precede the end line.'];
  }
  if (shownLines(patch, startSide).get(startLine) === hunk) return [];
  return ['Pull request review thread start line must be part of the same hunk as the line.'];
}

function shownLines(patch: string, side: string): Lines {
  const lines: Lines = new Map();
  const [parsed] = parsePatch(patch);
  const other = side === 'LEFT' ? '+' : '-';
  parsed?.hunks.forEach((hunk, index) => {
    let number = side === 'LEFT' ? hunk.oldStart : hunk.newStart;
    for (const text of hunk.lines) {
      if (text.startsWith(other) || text.startsWith('\\')) continue;
      lines.set(number++, index);
    }
  });
  return lines;
}
