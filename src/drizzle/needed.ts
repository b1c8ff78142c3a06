import {
  type History,
  latestSnapshot,
  type MigrationFile,
  type SnapshotFile,
  snapshotOf,
} from './history.ts';
import { compareNames } from './folder-layout.ts';
import { pendingOf } from './pending.ts';

/** The longest tail of migrations that is folded where their snapshots are missing. */
const longestTail = 50;

/** How many of base's snapshots are looked through for a parent that its newest ones are not. */
const snapshotsLookedThrough = 8;

/** The same where a branch may leave any of them and come back later; those of version 9 are small. */
const foldersLookedThrough = 60;

/** Where the state of a database can be learned: a snapshot, and the migrations that came after it. */
export interface StatePlan {
  readonly snapshot: SnapshotFile | null;
  /** Those before it that it builds on, in order; the others stand by themselves. */
  readonly earlier: readonly SnapshotFile[];
  readonly tail: readonly MigrationFile[];
}

/**
 * How to know the schema that a history leads to: from the newest entry that has a snapshot, and the
 * migrations after it. Null where too many would have to be folded, or one has no file.
 */
export function statePlanOf(history: History): StatePlan | null {
  const entries = history.journal?.entries ?? [];
  const tail: MigrationFile[] = [];
  for (const entry of entries.toReversed()) {
    const snapshot = snapshotOf(history, entry.tag);
    if (snapshot)
      return { snapshot, earlier: earlierThan(history, snapshot), tail: tail.toReversed() };
    const file = history.migrations.get(entry.tag);
    if (!file || tail.length === longestTail) return null;
    tail.push(file);
  }
  return { snapshot: null, earlier: [], tail: tail.toReversed() };
}

/** The snapshots that one of version 9 builds on: all before it, which are small. */
function earlierThan({ snapshots }: History, { prefix, version }: SnapshotFile): SnapshotFile[] {
  if (version !== '9') return [];
  return [...snapshots.values()]
    .filter((each) => compareNames(each.prefix, prefix) < 0)
    .sort((one, other) => compareNames(one.prefix, other.prefix));
}

/** The migrations whose text the review of `judged` needs, in that tree. */
export function neededOfJudged(
  released: History,
  judged: History,
  rule: 'when' | 'hash' | 'name',
): string[] {
  const pending = pendingOf(released, judged, rule).flatMap(({ file }) => file?.path ?? []);
  const edited = editedSince(released, judged).map(({ path }) => path);
  // From there, what was removed can be undone.
  const latest = removedSince(released, judged).length > 0 ? latestSnapshot(judged) : null;
  return [...pending, ...edited, ...(latest ? [latest.path] : [])];
}

/** The paths whose content must be known of the history that counts as applied. */
export function neededOfReleased(released: History, judged: History): string[] {
  const plan = statePlanOf(released);
  const state = plan
    ? [...plan.tail, ...plan.earlier, ...(plan.snapshot ? [plan.snapshot] : [])]
    : [];
  const changed = [...editedSince(released, judged), ...removedSince(released, judged)];
  const old = changed.flatMap(({ tag }) => released.migrations.get(tag) ?? []);
  return [...state, ...old].map(({ path }) => path);
}

/**
 * Migrations of `released` that `judged` does not name any more. Of a folder that starts anew only
 * the newest are told, since nobody compares hundreds one by one.
 */
export function removedSince(released: History, judged: History): MigrationFile[] {
  const tags = new Set(judged.journal?.entries.map(({ tag }) => tag));
  const removed = (released.journal?.entries ?? []).filter(({ tag }) => !tags.has(tag));
  return removed.slice(-longestTail).flatMap(({ tag }) => released.migrations.get(tag) ?? []);
}

/**
 * The snapshots whose ids tell whether those that head adds grew from where base grew: head's own,
 * by its tree, and of base the newest one and what it added meanwhile.
 */
export function neededForParents(
  mergeBase: History,
  base: History,
  head: History,
): { readonly base: readonly string[]; readonly head: readonly string[] } {
  const added = changedSnapshots(mergeBase, head);
  if (added.length === 0) return { base: [], head: [] };
  const newest = newestSnapshot(base);
  const rivals = [...changedSnapshots(mergeBase, base), ...(newest ? [newest] : [])];
  return { base: rivals.map(({ path }) => path), head: added.map(({ path }) => path) };
}

/** Migration files that both histories have, with another content in `judged`. */
export function editedSince(released: History, judged: History): MigrationFile[] {
  return [...judged.migrations.values()].filter((file) => {
    const old = released.migrations.get(file.tag);
    return old !== undefined && old.oid !== file.oid;
  });
}

/** Snapshots of `judged` that `old` does not have, or has with another content. */
export function changedSnapshots(old: History, judged: History): SnapshotFile[] {
  return [...judged.snapshots.values()].filter(
    ({ prefix, oid }) => old.snapshots.get(prefix)?.oid !== oid,
  );
}

/**
 * The newest snapshots of a history, when a new snapshot's parent is none that was read: the parent,
 * and whoever else has it, stands further back.
 */
export function snapshotsToLookThrough(base: History, head: History): string[] {
  const known = [...base.snapshots.values(), ...head.snapshots.values()];
  const ids = new Set(known.flatMap(({ id }) => id ?? []));
  const added = changedSnapshots(base, head);
  if (added.every(({ prevIds }) => prevIds.every((id) => ids.has(id)))) return [];
  return [...base.snapshots.values()]
    .sort((one, other) => (one.prefix < other.prefix ? 1 : -1))
    .slice(0, base.layout === 'folders' ? foldersLookedThrough : snapshotsLookedThrough)
    .map(({ path }) => path);
}

/** The snapshot of the last entry that has one: what drizzle-kit compares the schema with. */
export function newestSnapshot(history: History): SnapshotFile | null {
  const entry = history.journal?.entries.findLast(({ tag }) => snapshotOf(history, tag));
  return entry ? snapshotOf(history, entry.tag) : null;
}
