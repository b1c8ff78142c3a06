import { type History, prefixOf, type SnapshotFile, snapshotOf } from '../drizzle/history.ts';
import { changedSnapshots, newestSnapshot } from '../drizzle/needed.ts';
import type { HistoryVisit } from './check.ts';
import { newEntries, placeOfEntry } from './places.ts';

type Trees = Pick<HistoryVisit, 'mergeBase' | 'base' | 'head' | 'merged'>;

/** A new migration that collides with one of the base branch. */
export interface Collision {
  readonly tag: string;
  /** The migration, or the snapshot's path, that it collides with. */
  readonly other: string;
  /**
   * `number`: both have one number; `parent`: both snapshots have one parent; `stale`: its
   * snapshot's parent is a snapshot of base that is not the newest.
   */
  readonly kind: 'number' | 'parent' | 'stale';
  readonly place: ReturnType<typeof placeOfEntry>;
}

/**
 * The collisions of head's new migrations with base's, one for each migration at most. None in the
 * layout of drizzle-kit 1, where the next migration has the snapshots of both as its parents.
 */
export function collisionsOf(visit: Trees): Collision[] {
  if (visit.head.layout === 'folders') return [];
  return newEntries(visit).flatMap(({ tag }) => {
    const other = sameNumber(visit, tag);
    if (other) return [{ tag, other, kind: 'number', place: placeOfEntry(visit, tag) }];
    return sameParent(visit, tag) ?? staleParent(visit, tag) ?? [];
  });
}

function sameNumber({ base, merged }: Trees, tag: string): string | null {
  const number = prefixOf(tag);
  if (number === '') return null;
  const still = new Set(merged.journal?.entries.map((entry) => entry.tag));
  const rival = base.journal?.entries.find(
    (entry) => entry.tag !== tag && prefixOf(entry.tag) === number && still.has(entry.tag),
  );
  return rival?.tag ?? null;
}

/** The snapshot of base that has the same parent as that of a new migration. */
function sameParent(visit: Trees, tag: string): Collision | null {
  const own = newSnapshot(visit, tag);
  if (!own?.prevId) return null;
  const rival = [...visit.base.snapshots.values()].find(
    (each) =>
      each.prevId === own.prevId &&
      each.id !== own.id &&
      each.prefix !== own.prefix &&
      isKept(visit, each),
  );
  if (!rival) return null;
  const place = { path: own.path, at: own.prevIdRange };
  return { tag, other: ownerOf(visit.base, rival), kind: 'parent', place };
}

/** A parent in base that is not its newest snapshot, and that no other snapshot grew from. */
function staleParent(visit: Trees, tag: string): Collision | null {
  const own = newSnapshot(visit, tag);
  const newest = newestSnapshot(visit.base);
  if (!own?.prevId || !newest?.id || !isKept(visit, newest)) return null;
  if (own.prevId === newest.id || own.id === newest.id) return null;
  const parent = [...visit.base.snapshots.values()].find(({ id }) => id === own.prevId);
  if (!parent || !isKept(visit, parent)) return null;
  const place = { path: own.path, at: own.prevIdRange };
  return { tag, other: ownerOf(visit.base, newest), kind: 'stale', place };
}

/** The snapshot that head brings for one of its migrations. */
export function newSnapshot({ head, mergeBase }: Trees, tag: string): SnapshotFile | null {
  const own = snapshotOf(head, tag);
  return own && changedSnapshots(mergeBase, head).includes(own) ? own : null;
}

function isKept({ merged }: Trees, { prefix, oid }: SnapshotFile): boolean {
  return merged.snapshots.get(prefix)?.oid === oid;
}

function ownerOf({ journal }: History, { prefix, path }: SnapshotFile): string {
  return journal?.entries.find(({ tag }) => prefixOf(tag) === prefix)?.tag ?? path;
}
