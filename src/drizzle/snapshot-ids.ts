import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import type { FileProblem, SnapshotFile } from './history.ts';
import { parseJson } from './json.ts';
import { fieldsOf, textsOf } from './snapshot-fields.ts';

export type SnapshotIds = Pick<
  SnapshotFile,
  'id' | 'prevId' | 'prevIds' | 'version' | 'dialect' | 'prevIdRange' | 'problem'
>;

const nowhere: Range = linesOf('').range(0, 0);

/**
 * The `id` and `prevId` of a snapshot; `content` is null where it was not read, its text where it is
 * too large. A snapshot that parses is read by JSON.parse, since one of half a megabyte is
 * common and only a broken one needs the places of all its nodes.
 */
export function readSnapshotIds(content: { readonly text: string | null } | null): SnapshotIds {
  if (content === null) return withoutIds(null);
  const { text } = content;
  if (text === null) return withoutIds(problemAtStart('it is too large'));
  let snapshot: unknown;
  try {
    snapshot = JSON.parse(text);
  } catch (error) {
    return withoutIds(parseJson(text).problem ?? problemAtStart((error as Error).message));
  }
  if (typeof snapshot !== 'object' || snapshot === null) {
    return withoutIds(problemAtStart('it is no object'));
  }
  const { id, prevId, prevIds, version, dialect } = fieldsOf(snapshot);
  const parents = typeof prevId === 'string' ? [prevId] : textsOf(prevIds);
  return {
    id: typeof id === 'string' ? id : null,
    prevId: parents[0] ?? null,
    prevIds: parents,
    version: typeof version === 'string' ? version : null,
    dialect: typeof dialect === 'string' ? dialect : null,
    prevIdRange: placeOfPrevId(text),
    problem: null,
  };
}

function withoutIds(problem: FileProblem | null): SnapshotIds {
  return {
    id: null,
    prevId: null,
    prevIds: [],
    version: null,
    dialect: null,
    prevIdRange: nowhere,
    problem,
  };
}

function problemAtStart(message: string): FileProblem {
  return { message, range: nowhere, conflictMarker: false };
}

/** drizzle-kit writes it at the head of the file, and no table can be named before it. */
function placeOfPrevId(text: string): Range {
  const match = /"prevId"\s*:\s*"[^"]*"|"prevIds"\s*:\s*\[[^\]]*\]/.exec(text);
  if (!match) return nowhere;
  const end = match.index + match[0].length;
  return linesOf(text.slice(0, end)).range(match.index, end);
}
