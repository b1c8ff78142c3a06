import type { History, JournalEntry } from '../drizzle/history.ts';
import { skippedEntries } from '../drizzle/pending.ts';
import { settle } from '../schema/clone.ts';
import { compare } from '../schema/compare.ts';
import { fold } from '../schema/fold.ts';
import { emptySchema } from '../schema/model.ts';
import type { HistoryVisit } from './check.ts';
import { type Effect, effectsOf, schemaEffects } from './effects.ts';
import { entriesBeyond, placeOfEntry, startOfFile } from './places.ts';

/**
 * A change of history that was merged, and what the migrator makes of it: on databases where the
 * old entry ran, and on those where it did not.
 */
export interface Repair {
  readonly kind: 'edited' | 'removed' | 'renamed' | 'replaced' | 'restamped';
  readonly tag: string;
  /** The new entries that stand in its place; its own tag where it kept it. */
  readonly to: readonly string[];
  /** Where it ran: the old result stays, or the entry runs once more. */
  readonly again: boolean;
  /** The first statement that fails or repeats its work where the entry runs once more. */
  readonly fails: string | null;
  /** Whether both kinds of database have the same schema afterwards, and no data is changed twice. */
  readonly alike: boolean;
  /** The migrator skipped the old entry wherever the entries before it had run. */
  readonly wasSkipped: boolean;
}

/** The changes of released history, in the order of its journal. */
export function repairsOf(visit: HistoryVisit): Repair[] {
  const { released, merged } = visit;
  if (!released.journal) return [];
  const now = new Map(merged.journal?.entries.map((entry) => [entry.tag, entry]));
  return released.journal.entries.flatMap((old) => {
    const entry = now.get(old.tag);
    return (entry ? changed(visit, old, entry) : lost(visit, old)) ?? [];
  });
}

/** Whether a folder starts anew: it has entries, and none of those that were released. */
export function startsAnew({
  released,
  merged,
}: Pick<HistoryVisit, 'released' | 'merged'>): boolean {
  const entries = merged.journal?.entries ?? [];
  const wasThere = (released.journal?.entries.length ?? 0) > 0;
  return (
    wasThere && entries.length > 0 && entriesBeyond(merged, released).length === entries.length
  );
}

/** A new beginning: whether it leads to the released schema, and what fails where that is there. */
export function newBeginning(visit: HistoryVisit): Pick<Repair, 'again' | 'alike' | 'fails'> {
  const { merged, pending, start } = visit;
  const again = pending.some(({ fate }) => fate !== 'skipped');
  const schema = emptySchema(true);
  const all: Effect[] = [];
  for (const { tag } of merged.journal?.entries ?? []) {
    const file = merged.migrations.get(tag);
    const sql = file && visit.sqlOf(file);
    if (!sql || sql.problems.length > 0) return { again, alike: false, fails: null };
    for (const statement of sql.statements) fold(schema, statement);
    all.push(...effectsOf(sql));
  }
  settle(schema);
  const failing = again ? all.find(({ isRepeatable }) => !isRepeatable) : undefined;
  // A snapshot knows no domains, and an old one no sequences.
  const differing = compare(start, schema).filter(
    ({ object }) => object !== 'domain' && object !== 'sequence',
  );
  const alike = !failing && start.complete && differing.length === 0;
  return { again, alike, fails: failing ? shown(failing.statement.text) : null };
}

function changed(visit: HistoryVisit, old: JournalEntry, entry: JournalEntry): Repair | null {
  const { released, merged, migrator } = visit;
  const isEdited =
    released.migrations.get(old.tag)?.oid !== merged.migrations.get(old.tag)?.oid &&
    released.migrations.has(old.tag) &&
    merged.migrations.has(old.tag);
  const isRestamped = migrator.pending === 'when' && entry.when !== old.when;
  if (!isEdited && !isRestamped) return null;

  const before = effects(visit, released, old.tag);
  const after = isEdited ? effects(visit, merged, old.tag) : before;
  return {
    kind: isEdited ? 'edited' : 'restamped',
    ...outcome(visit, old, [entry], before, after),
  };
}

function lost(visit: HistoryVisit, old: JournalEntry): Repair {
  const { released, merged } = visit;
  const oid = released.migrations.get(old.tag)?.oid;
  const added = entriesBeyond(merged, released);
  const twin = added.find(
    ({ tag }) => oid !== undefined && merged.migrations.get(tag)?.oid === oid,
  );
  const before = effects(visit, released, old.tag);
  if (twin) {
    const after = effects(visit, merged, twin.tag) ?? before;
    return { kind: 'renamed', ...outcome(visit, old, [twin], before, after) };
  }
  const successors = before
    ? added.filter(({ tag }) => shares(before, effects(visit, merged, tag)))
    : [];
  if (before && successors.length > 0) {
    const after = successors.flatMap(({ tag }) => effects(visit, merged, tag) ?? []);
    return { kind: 'replaced', ...outcome(visit, old, successors, before, after) };
  }
  return {
    kind: 'removed',
    tag: old.tag,
    to: [],
    again: false,
    fails: null,
    alike: before?.every(({ isData }) => isData) ?? false,
    wasSkipped: wasSkipped(visit, old),
  };
}

function outcome(
  visit: HistoryVisit,
  old: JournalEntry,
  entries: readonly JournalEntry[],
  before: readonly Effect[] | null,
  after: readonly Effect[] | null,
): Omit<Repair, 'kind'> {
  const picked = new Set(
    visit.pending.filter(({ fate }) => fate !== 'skipped').map(({ entry }) => entry.tag),
  );
  const again = entries.some(({ tag }) => picked.has(tag));
  const known = new Set(before?.map(({ key }) => key));
  // What the old entry did not do meets a database that does not have it yet.
  const failing = again
    ? after?.find((effect) => !effect.isRepeatable && (known.has(effect.key) || effect.isData))
    : undefined;
  const isUnknown = !before || !after;
  const isSame = !again && entries.length === 1 && isSameText(visit, old.tag, entries[0]!.tag);
  return {
    tag: old.tag,
    to: entries.map(({ tag }) => tag),
    again,
    fails: failing ? shown(failing.statement.text) : null,
    alike: isSame || (!isUnknown && !failing && endAlike(before, after, again)),
    wasSkipped: wasSkipped(visit, old),
  };
}

function isSameText({ released, merged }: HistoryVisit, tag: string, to: string): boolean {
  return released.migrations.get(tag)?.oid === merged.migrations.get(to)?.oid;
}

/** Where it runs again, what the old one did must be part of it; elsewhere both must do the same. */
function endAlike(before: readonly Effect[], after: readonly Effect[], again: boolean): boolean {
  const old = schemaEffects(before);
  const fresh = schemaEffects(after);
  if (!again) return JSON.stringify(old) === JSON.stringify(fresh);
  return old.every((key) => fresh.includes(key));
}

function shares(before: readonly Effect[], after: readonly Effect[] | null): boolean {
  const keys = new Set(before.map(({ key }) => key));
  return after?.some(({ key }) => keys.has(key)) ?? false;
}

function effects(visit: HistoryVisit, history: History, tag: string): readonly Effect[] | null {
  const file = history.migrations.get(tag);
  const sql = file && visit.sqlOf(file);
  return sql && sql.problems.length === 0 ? effectsOf(sql) : null;
}

function wasSkipped({ released, migrator }: HistoryVisit, { tag }: JournalEntry): boolean {
  return migrator.pending === 'when' && skippedEntries(released).includes(tag);
}

function shown(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** Which words say what happens; none where the old result stays and the new one differs. */
export function outcomeOf({
  again,
  alike,
  fails,
}: Repair): 'alike' | 'again' | 'apart' | 'fails' | null {
  if (!again) return alike ? 'alike' : null;
  if (fails !== null) return 'fails';
  return alike ? 'again' : 'apart';
}

/** Where a repair is seen: the file that it edits, or the entry that it changes. */
export function placeOfRepair(
  visit: HistoryVisit,
  { kind, tag, to }: Repair,
): ReturnType<typeof placeOfEntry> {
  const file = visit.merged.migrations.get(tag);
  if (kind === 'edited' && file) return { path: file.path, at: startOfFile };
  return placeOfEntry(visit, to[0] ?? tag);
}

/** What GitHub's button does: the newest migrations are gone, and nothing is new. */
export function isReverted(
  { released, merged }: HistoryVisit,
  repairs: readonly Repair[],
): boolean {
  const before = released.journal?.entries ?? [];
  const after = merged.journal?.entries ?? [];
  const isHead = after.every(({ tag }, index) => before[index]?.tag === tag);
  return isHead && repairs.every(({ kind }) => kind === 'removed');
}

/** Whether the edit of a migration changes only its line ends. */
export function isLineEnds({ released, merged }: HistoryVisit, tag: string): boolean {
  const [old, now] = [released, merged].map((each) => each.migrations.get(tag)?.text ?? null);
  return old != null && now != null && withPlainLineEnds(old) === withPlainLineEnds(now);
}

function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n/g, '\n').trimEnd();
}
