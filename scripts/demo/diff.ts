import { structuredPatch } from 'diff';
import type { Files } from './read-folder.ts';

/** A line of a diff; a number is null on the side that does not have the line. */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'kept' | 'hunk';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

export interface FileDiff {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

/** What GitHub's "Files changed" shows: every file that differs, by path, with three lines around. */
export function diffsOf(before: Files, after: Files): FileDiff[] {
  return Object.keys(after)
    .filter((path) => before[path] !== after[path])
    .sort()
    .map((path) => diffOf(path, before[path] ?? '', after[path] ?? ''));
}

function diffOf(path: string, before: string, after: string): FileDiff {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: texts }) => {
    const shownStart = oldLines === 0 ? oldStart - 1 : oldStart;
    const header = `@@ -${shownStart},${oldLines} +${newStart},${newLines} @@`;
    return [
      { kind: 'hunk', before: null, after: null, text: header } as const,
      ...numbered(texts, oldStart, newStart),
    ];
  });
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return { path, added: count('added'), removed: count('removed'), lines };
}

function numbered(texts: readonly string[], oldStart: number, newStart: number): DiffLine[] {
  let before = oldStart;
  let after = newStart;
  return texts
    .filter((text) => !text.startsWith('\\'))
    .map((text) => {
      const line = text.slice(1);
      if (text.startsWith('+')) return { kind: 'added', before: null, after: after++, text: line };
      if (text.startsWith('-'))
        return { kind: 'removed', before: before++, after: null, text: line };
      return { kind: 'kept', before: before++, after: after++, text: line };
    });
}
