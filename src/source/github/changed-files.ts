import type { ChangedFile } from '../../review/change.ts';
import type { Comparison } from './comparison.ts';
import type { Files } from './trees.ts';

/**
 * The files that differ between merge base and head, by path. GitHub says which were renamed with
 * changes; beyond the files that it lists, those that were moved as they are are found here.
 */
export function changedFiles(
  mergeBase: Files,
  head: Files,
  comparison: Comparison | null,
): readonly ChangedFile[] {
  const removed = [...mergeBase.keys()].filter((path) => !head.has(path));
  const formerPaths = new Map(comparison?.paths ? [] : movedAsTheyAre(mergeBase, head, removed));
  for (const [path, previous] of comparison?.renames ?? []) formerPaths.set(path, previous);

  const isMove = (path: string, previous: string) =>
    !mergeBase.has(path) && mergeBase.has(previous) && !head.has(previous);
  const changed: ChangedFile[] = [];
  const moved = new Set<string>();
  for (const [path, { oid }] of head) {
    const previousPath = formerPaths.get(path);
    if (previousPath !== undefined && isMove(path, previousPath)) {
      changed.push({ path, previousPath, status: 'renamed' });
      moved.add(previousPath);
    } else if (!mergeBase.has(path)) {
      changed.push({ path, previousPath: null, status: 'added' });
    } else if (mergeBase.get(path)?.oid !== oid) {
      changed.push({ path, previousPath: null, status: 'modified' });
    }
  }
  for (const path of removed) {
    if (!moved.has(path)) changed.push({ path, previousPath: null, status: 'removed' });
  }
  return changed.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function movedAsTheyAre(
  mergeBase: Files,
  head: Files,
  removed: readonly string[],
): [path: string, previous: string][] {
  const byOid = new Map(removed.map((path) => [mergeBase.get(path)?.oid, path]));
  const moved: [string, string][] = [];
  for (const [path, { oid }] of head) {
    const previous = byOid.get(oid);
    if (previous === undefined || mergeBase.has(path)) continue;
    byOid.delete(oid);
    moved.push([path, previous]);
  }
  return moved;
}
