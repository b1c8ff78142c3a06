import { danglingIn } from './dangling.ts';
import type { Folder } from './folder.ts';
import { entriesOf, readSnapshot, type OwnMigration, type RawSnapshot } from './own-migrations.ts';
import { prefixOf } from '../history.ts';
import { snapshotName } from './folder.ts';
import { writeLike } from './journal-text.ts';
import { NotMechanical } from './repair-error.ts';
import { isSame, mergeSnapshots } from './three-way.ts';
import { type Fields, textOf } from '../snapshot-fields.ts';

const origin = '00000000-0000-0000-0000-000000000000';

/** A snapshot as it has to be, with what was done to it; `isRebuilt` where its schema is another one. */
export interface Link {
  readonly text: string;
  readonly fields: Fields;
  readonly isChanged: boolean;
  readonly isRebuilt: boolean;
}

/** The newest snapshot of a folder, that of the last entry that has one; null where there is none. */
export function newestSnapshotOf(folder: Folder): RawSnapshot | null {
  const entry = entriesOf(folder, 'the base branch').findLast(({ tag }) =>
    folder.has(snapshotName(prefixOf(tag))),
  );
  if (!entry) return null;
  const name = snapshotName(prefixOf(entry.tag));
  return readSnapshot(name, folder.get(name)!);
}

/**
 * The snapshot of a migration, grown from `parent` in place of the one that it was generated from:
 * it holds what `parent` holds, and what the migration itself changes. `known` gives the snapshots
 * that were read by their ids, `freeId` an id that no other one has. Without a parent it is the first.
 */
export function regrow(
  { entry: { tag } }: OwnMigration,
  own: RawSnapshot,
  parent: Fields | null,
  known: ReadonlyMap<string, Fields>,
  freeId: (id: string) => string,
): Link {
  const ancestor = own.prevId === origin || !parent ? (parent ? {} : null) : known.get(own.prevId);
  if (ancestor === undefined) {
    throw new NotMechanical(
      `The snapshot of ${tag} grew from ${own.prevId || 'none'}, which is not there, so what the ` +
        'migration changes is not known. Delete it with its entry, and generate it again.',
    );
  }
  const isRebuilt = parent !== null && ancestor !== null && !isSameSchema(ancestor, parent);
  const schema = isRebuilt ? merge(tag, ancestor, parent, own.fields) : own.fields;
  const fields = { ...schema, id: freeId(own.id), prevId: parent ? textOf(parent.id) : own.prevId };
  const isChanged = isRebuilt || own.id !== fields.id || own.prevId !== fields.prevId;
  const text = isChanged ? writeLike(own.file.text, fields) : own.file.text;
  return { text, fields, isChanged, isRebuilt };
}

function merge(tag: string, ancestor: Fields, parent: Fields, own: Fields): Fields {
  const versions = new Set([parent, own].map(({ version }) => textOf(version)));
  if (versions.size > 1) {
    throw new NotMechanical(
      `The snapshot of ${tag} has version ${[...versions].join(', and the one before it ')}. ` +
        'Bring all to one version with `drizzle-kit up` first.',
    );
  }
  const { snapshot, conflicts } = mergeSnapshots(ancestor, parent, own);
  if (!snapshot) {
    throw new NotMechanical(
      `${tag} and the base branch both change ${list(conflicts)}. Which of the two is right, a person ` +
        'has to say: delete the migration with its entry, and generate it again.',
    );
  }
  const before = new Set([parent, own].flatMap(danglingIn));
  const dangling = danglingIn(snapshot).filter((each) => !before.has(each));
  if (dangling.length === 0) return snapshot;
  throw new NotMechanical(
    `With what the base branch changed, ${tag} leaves behind what is not there: ${list(dangling)}. ` +
      'Delete the migration with its entry, and generate it again.',
  );
}

function isSameSchema(one: Fields, other: Fields): boolean {
  const withoutIds = (fields: Fields): Fields => ({ ...fields, id: '', prevId: '', _meta: null });
  return one === other || isSame(withoutIds(one), withoutIds(other));
}

/** The first few of many. */
function list(items: readonly string[]): string {
  const shown = items.slice(0, 5).join(', ');
  return items.length > 5 ? `${shown} and ${items.length - 5} more` : shown;
}
