import { prefixOf } from '../history.ts';
import { type Fields, textOf } from '../snapshot-fields.ts';
import {
  type Folder,
  type FolderFile,
  journalName,
  type Side,
  snapshotName,
  sqlName,
} from './folder.ts';
import { type RawEntry, readEntries } from './journal-text.ts';
import { NotMechanical } from './repair-error.ts';

/** A snapshot that was read. */
export interface RawSnapshot {
  readonly file: FolderFile & { readonly text: string };
  readonly id: string;
  readonly prevId: string;
  readonly fields: Fields;
}

/** A migration that the branch adds, as one of the sides has it. */
export interface OwnMigration {
  readonly side: Side;
  readonly entry: RawEntry;
  readonly sql: FolderFile;
  readonly snapshot: RawSnapshot | null;
}

/** The migrations that the sides add to what base has, in the order of their journals. */
export function ownMigrations(base: Folder, sides: readonly Side[]): OwnMigration[] {
  const taken = new Map<string, OwnMigration>();
  for (const side of sides) {
    for (const entry of addedEntries(base, side)) {
      const sql = side.files.get(sqlName(entry.tag));
      if (!sql) throw new NotMechanical(`${entry.tag} has no file: add ${sqlName(entry.tag)}.`);
      const known = taken.get(entry.tag);
      if (known && known.sql.id !== sql.id) {
        throw new NotMechanical(`There are two migrations ${entry.tag} with different SQL.`);
      }
      taken.set(
        entry.tag,
        known ?? { side, entry, sql, snapshot: snapshotOf(base, sides, side, entry) },
      );
    }
  }
  refuseShared([...taken.values()]);
  return [...taken.values()];
}

/** The entries of a journal; none where there is no journal. */
export function entriesOf(folder: Folder, whose: string): readonly RawEntry[] {
  const journal = folder.get(journalName);
  if (!journal) return [];
  const { entries, problem } = readEntries(journal.text ?? '');
  if (!entries) throw new NotMechanical(`The journal of ${whose} cannot be read: ${problem}.`);
  return entries;
}

function addedEntries(base: Folder, { files, ancestor }: Side): RawEntry[] {
  const old = new Set(entriesOf(ancestor, 'the merge base').map(({ tag }) => tag));
  const inBase = new Set(entriesOf(base, 'the base branch').map(({ tag }) => tag));
  const entries = entriesOf(files, 'the branch');
  const tags = new Set(entries.map(({ tag }) => tag));
  const gone = [...old].find(
    (tag) => inBase.has(tag) && !tags.has(tag) && !files.has(sqlName(tag)),
  );
  if (gone !== undefined) {
    throw new NotMechanical(
      `${gone}, which was merged already, is removed or renamed. Put it back, or let the review judge that.`,
    );
  }
  return entries.filter(
    ({ tag }) => !old.has(tag) && !(inBase.has(tag) && isBases(base, files, tag)),
  );
}

/** Whether an entry that base has too is the same migration, and not another one of that name. */
function isBases(base: Folder, files: Folder, tag: string): boolean {
  const [old, own] = [base, files].map((each) => each.get(sqlName(tag)));
  if (!own || old?.id === own.id) return true;
  const name = snapshotName(prefixOf(tag));
  const [known, added] = [base, files].map((each) => each.get(name));
  if (!known || !added) return false;
  const isSame =
    known.id === added.id || readSnapshot(name, known).id === readSnapshot(name, added).id;
  if (isSame) throw new NotMechanical(`${tag} is in the base branch with another SQL.`);
  return false;
}

/** The snapshot of a side's own migration: its side's, or another side's where that holds base's. */
function snapshotOf(
  base: Folder,
  sides: readonly Side[],
  side: Side,
  { tag }: RawEntry,
): RawSnapshot | null {
  const name = snapshotName(prefixOf(tag));
  const old = [base, side.ancestor].flatMap((each) => each.get(name) ?? []);
  const added = [side, ...sides]
    .flatMap(({ files }) => files.get(name) ?? [])
    .filter(({ id }) => !old.some((each) => each.id === id))
    .map((file) => readSnapshot(name, file));
  // The same snapshot, edited: it stays base's.
  const isEdited = ({ id, prevId }: RawSnapshot) =>
    old
      .map((file) => readSnapshot(name, file))
      .some((each) => each.id === id && each.prevId === prevId);
  return added.find((each) => !isEdited(each)) ?? null;
}

/** A snapshot of half a megabyte is common, and asked for by several. */
const read = new WeakMap<FolderFile, RawSnapshot>();

/** Reads a snapshot; throws `NotMechanical` for a file that is none. */
export function readSnapshot(name: string, file: FolderFile): RawSnapshot {
  const snapshot = read.get(file) ?? parseSnapshot(name, file);
  read.set(file, snapshot);
  return snapshot;
}

function parseSnapshot(name: string, file: FolderFile): RawSnapshot {
  const { text } = file;
  const fields = parse(text);
  if (text === null || !fields)
    throw new NotMechanical(`${name} is not a snapshot that can be read.`);
  return {
    file: { ...file, text },
    id: textOf(fields.id),
    prevId: textOf(fields.prevId),
    fields,
  };
}

function parse(text: string | null): Fields | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && 'tables' in value
      ? (value as Fields)
      : null;
  } catch {
    return null;
  }
}

/** Two migrations of one number have one snapshot file between them: whose it is, nobody knows. */
function refuseShared(migrations: readonly OwnMigration[]): void {
  const owners = new Map<string, string>();
  for (const { entry, snapshot } of migrations) {
    if (!snapshot) continue;
    const { id } = snapshot.file;
    const other = owners.get(id);
    if (other !== undefined && prefixOf(other) === prefixOf(entry.tag)) {
      throw new NotMechanical(
        `${other} and ${entry.tag} have one number and one snapshot file, so one snapshot is lost. ` +
          'Generate one of them again.',
      );
    }
    owners.set(id, entry.tag);
  }
}
