import { prefixOf } from '../history.ts';
import type { Fields } from '../snapshot-fields.ts';
import { inChain } from './chain.ts';
import { type Content, type FolderFile, journalName, snapshotName, sqlName } from './folder.ts';
import type { RepairInput } from './input.ts';
import { appendEntries, type RawEntry, readEntries, writeLike } from './journal-text.ts';
import { entriesOf, type OwnMigration, ownMigrations } from './own-migrations.ts';
import { place } from './place.ts';
import { type Placed, stepsOf } from './placed.ts';
import { NotMechanical } from './repair-error.ts';
import { restoredFrom } from './restored.ts';
import { isConflicted } from './split-folder.ts';
import { isSame } from './three-way.ts';

/** How the files of a folder become a right history: null removes one. Nothing to do where it is empty. */
export interface Plan {
  readonly edits: ReadonlyMap<string, Content | null>;
  /** What is done, in words. */
  readonly steps: readonly string[];
}

/**
 * Plans how the migrations of the sides come to stand on top of base: numbers, times, the journal, and
 * the chain of snapshots. Throws `NotMechanical` where that is not a question of bookkeeping.
 */
export function planRepair(input: RepairInput): Plan {
  const { base, sides, workTree } = input;
  const own = ownMigrations(base, sides);
  const entries = entriesOf(base, 'the base branch');
  const placed = inChain(place(own, entries, input), input);

  const files = new Map(placed.flatMap((each) => filesOf(each, input)));
  refuseOverwriting(files, own, input);
  const restored = restoredFrom(input, own.flatMap(namesOf));
  const edits = new Map<string, Content | null>();
  const journal = journalText(entries, placed, input);
  if (journal !== null) edits.set(journalName, { kind: 'text', text: journal });
  for (const [name, content] of [...restored, ...files]) {
    if (!holds(workTree.get(name), content)) edits.set(name, content);
  }
  for (const name of own.flatMap(namesOf)) {
    if (workTree.has(name) && !files.has(name) && !base.has(name)) edits.set(name, null);
  }
  if (edits.size === 0) return { edits, steps: [] };
  const steps = [...placed.flatMap(stepsOf), ...restoredSteps(restored)];
  return { edits, steps: edits.has(journalName) ? [...steps, journalStep] : steps };
}

const journalStep = `${journalName} holds the base branch's entries, and then those of this one`;

/** The files of a migration in its new place. */
function filesOf({ own, entry, link }: Placed, input: RepairInput): [string, Content][] {
  const sql: [string, Content] = [sqlName(entry.tag), sqlContent(own, input)];
  if (!own.snapshot || !link) return [sql];
  const content: Content = link.isChanged
    ? { kind: 'text', text: link.text }
    : own.snapshot.file.content;
  return [sql, [snapshotName(prefixOf(entry.tag)), content]];
}

/** The SQL as it stands in the work tree, where that is the migration's own; else as its side has it. */
function sqlContent({ entry, sql }: OwnMigration, input: RepairInput): Content {
  const name = sqlName(entry.tag);
  const here = input.workTree.get(name);
  const isOwn = here && !input.base.has(name) && !input.unmerged.has(name) && !isConflicted(here);
  return isOwn ? here.content : sql.content;
}

/** New names must not be those of files that nobody moves away. */
function refuseOverwriting(
  files: ReadonlyMap<string, Content>,
  own: readonly OwnMigration[],
  { base, workTree }: RepairInput,
): void {
  const free = new Set(own.flatMap(namesOf));
  for (const [name, content] of files) {
    const here = workTree.get(name);
    if (!here || base.has(name) || free.has(name) || holds(here, content)) continue;
    throw new NotMechanical(
      `${name} is in the way: no entry of the journal names it. Move it away.`,
    );
  }
}

/** The files that a migration had before. */
function namesOf({ entry, snapshot }: OwnMigration): string[] {
  return [sqlName(entry.tag), ...(snapshot ? [snapshotName(prefixOf(entry.tag))] : [])];
}

/** The journal as it has to be; null where the work tree's says the same. */
function journalText(
  entries: readonly RawEntry[],
  placed: readonly Placed[],
  { base, sides, workTree }: RepairInput,
): string | null {
  const added = placed.map(({ entry }) => entry);
  const wanted = [...entries, ...added].map(written);
  const here = readEntries(workTree.get(journalName)?.text ?? '');
  if (here.entries && isSame(here.entries.map(written), wanted)) return null;
  const known = base.get(journalName)?.text;
  if (known != null) return appendEntries(known, added);
  const [sample = ''] = sides.flatMap(({ files }) => files.get(journalName)?.text ?? []);
  return writeLike(sample, { ...(JSON.parse(sample) as Fields), entries: wanted });
}

function written({ fields, idx, when, tag }: RawEntry): Fields {
  return { ...fields, ...('idx' in fields || idx >= 0 ? { idx } : {}), when, tag };
}

/** Whether a file has this content already. */
function holds(file: FolderFile | undefined, content: Content): boolean {
  if (!file) return false;
  if (content.kind === 'text') return file.text === content.text;
  if (content.kind === 'blob') return file.id === content.oid;
  return file.content.kind === 'file' && file.content.name === content.name;
}

function restoredSteps(restored: ReadonlyMap<string, Content>): string[] {
  const names = [...restored.keys()].sort();
  return names.map((name) => `${name} becomes what the base branch has`);
}
