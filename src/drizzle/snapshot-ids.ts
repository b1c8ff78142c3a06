import type { SnapshotFile } from './history.ts';
import { parseJson } from './json.ts';

type SnapshotIds = Pick<SnapshotFile, 'id' | 'prevId' | 'problem'>;

/**
 * The `id` and `prevId` of a snapshot. A snapshot that parses is read by JSON.parse, since
 * one of half a megabyte is common and only a broken one needs places.
 */
export function readSnapshotIds(text: string | null): SnapshotIds {
  if (text === null) return { id: null, prevId: null, problem: null };
  try {
    const { id, prevId } = Object(JSON.parse(text)) as { id?: unknown; prevId?: unknown };
    return {
      id: typeof id === 'string' ? id : null,
      prevId: typeof prevId === 'string' ? prevId : null,
      problem: null,
    };
  } catch {
    return { id: null, prevId: null, problem: parseJson(text).problem };
  }
}
