import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import type { SnapshotFile } from './history.ts';
import { parseJson } from './json.ts';

type SnapshotIds = Pick<SnapshotFile, 'id' | 'prevId' | 'prevIdRange' | 'problem'>;

const nowhere: Range = linesOf('').range(0, 0);

/**
 * The `id` and `prevId` of a snapshot. A snapshot that parses is read by JSON.parse, since one of
 * half a megabyte is common and only a broken one needs the places of all its nodes.
 */
export function readSnapshotIds(text: string | null): SnapshotIds {
  if (text === null) return { id: null, prevId: null, prevIdRange: nowhere, problem: null };
  try {
    const { id, prevId } = Object(JSON.parse(text)) as { id?: unknown; prevId?: unknown };
    return {
      id: typeof id === 'string' ? id : null,
      prevId: typeof prevId === 'string' ? prevId : null,
      prevIdRange: placeOfPrevId(text),
      problem: null,
    };
  } catch {
    return { id: null, prevId: null, prevIdRange: nowhere, problem: parseJson(text).problem };
  }
}

/** drizzle-kit writes it at the head of the file, and no table can be named before it. */
function placeOfPrevId(text: string): Range {
  const match = /"prevId"\s*:\s*"[^"]*"/.exec(text);
  return match
    ? linesOf(text.slice(0, match.index + match[0].length)).range(
        match.index,
        match.index + match[0].length,
      )
    : nowhere;
}
