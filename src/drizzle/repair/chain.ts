import { type Fields, textOf } from '../snapshot-fields.ts';
import type { Folder } from './folder.ts';
import { type OwnMigration, readSnapshot } from './own-migrations.ts';
import type { Placed } from './placed.ts';
import type { RepairInput } from './input.ts';
import { newestSnapshotOf, regrow } from './regrow.ts';
import { isConflicted } from './split-folder.ts';

/** The snapshots, each grown from the one before it. */
export function inChain(
  placed: readonly Omit<Placed, 'link'>[],
  { base, sides, newId }: RepairInput,
): Placed[] {
  const others = sides.flatMap(({ ancestor, files }) => [ancestor, files]);
  const ids = new Set(snapshotsById([base]).keys());
  let parent = newestSnapshotOf(base)?.fields ?? null;
  let before: OwnMigration | null = null;
  return placed.map(({ own, entry }) => {
    const { snapshot, side } = own;
    if (!snapshot) return { own, entry, link: null };
    // A side's own snapshots first: another one may hold the same, rebuilt already.
    const known = snapshotsById([side.files, side.ancestor, base, ...others]);
    if (before?.side === side && before.snapshot)
      known.set(before.snapshot.id, before.snapshot.fields);
    const link = regrow(own, snapshot, parent, known, (id) => (ids.has(id) ? newId() : id));
    ids.add(textOf(link.fields.id));
    parent = link.fields;
    before = own;
    return { own, entry, link };
  });
}

/** The snapshots whose text was read, by id; of several with one id, the first. */
function snapshotsById(folders: readonly Folder[]): Map<string, Fields> {
  const found = new Map<string, Fields>();
  for (const [name, file] of folders.flatMap((folder) => [...folder])) {
    if (!name.endsWith('_snapshot.json') || file.text === null || isConflicted(file)) continue;
    const { id, fields } = readSnapshot(name, file);
    if (!found.has(id)) found.set(id, fields);
  }
  return found;
}
