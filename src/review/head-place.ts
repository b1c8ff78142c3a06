import type { Place } from '../drizzle/schema/read-schema.ts';
import { linesOf } from '../sql/lines.ts';
import type { Change } from './change.ts';
import { startOfFile } from './places.ts';

/**
 * A place of the merged tree in head: the same where both have the file alike, else the nearest line
 * that reads the same, and the start of the file where head has none.
 */
export async function placeInHead(place: Place, change: Change): Promise<Place> {
  const { path, range } = place;
  const [merged, head] = await Promise.all(
    (['merged', 'head'] as const).map(async (tree) => (await change.read(tree, [path])).get(path)),
  );
  if (merged?.oid === head?.oid) return place;
  const lines = (head?.text ?? '').split('\n');
  const wanted = (merged?.text ?? '').split('\n')[range.start.line - 1];
  const same = lines.flatMap((line, index) => (line === wanted ? [index] : []));
  const [nearest] = same.sort(
    (one, other) => Math.abs(one + 1 - range.start.line) - Math.abs(other + 1 - range.start.line),
  );
  if (nearest === undefined) return { path, range: startOfFile };
  const start = lines.slice(0, nearest).join('\n').length + (nearest > 0 ? 1 : 0);
  const column = range.start.column - 1;
  return {
    path,
    range: linesOf(head?.text ?? '').range(start + column, start + (wanted ?? '').length),
  };
}
