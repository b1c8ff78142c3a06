import type { History, JournalEntry, MigrationFile } from './history.ts';

/** Which entries a migrator picks; see Settings. */
type PendingRule = 'when' | 'hash' | 'name';

/** An entry of the journal that the change brings, and what the migrator will do with it. */
export interface Pending {
  readonly entry: JournalEntry;
  /** Null when the folder has no such file. */
  readonly file: MigrationFile | null;
  /**
   * `runs`: it is new and the migrator picks it. `skipped`: it is new and the migrator passes it
   * by for ever. `runs-again`: it was applied, and the migrator picks it once more.
   */
  readonly fate: 'runs' | 'skipped' | 'runs-again';
}

/**
 * What a deploy of `merged` does to a database that stands where `released` stands, in the order
 * of the journal. By `when`, Drizzle's own rule: an entry runs if its `when` is later than that of
 * the newest applied one, which is read once before the loop (drizzle-orm, pg-core/dialect.ts).
 */
export function pendingOf(released: History, merged: History, rule: PendingRule): Pending[] {
  const old = released.journal?.entries ?? [];
  const oldTags = new Set(old.map((entry) => entry.tag));
  const oldContents = new Set(old.map((entry) => released.migrations.get(entry.tag)?.oid));
  const newest = newestWhen(released);

  const pending: Pending[] = [];
  for (const entry of merged.journal?.entries ?? []) {
    const file = merged.migrations.get(entry.tag) ?? null;
    const applied = oldTags.has(entry.tag) || (file !== null && oldContents.has(file.oid));
    const picked =
      rule === 'when'
        ? entry.when > newest
        : rule === 'name'
          ? !oldTags.has(entry.tag)
          : file === null || !oldContents.has(file.oid);
    if (picked) pending.push({ entry, file, fate: applied ? 'runs-again' : 'runs' });
    else if (!applied) pending.push({ entry, file, fate: 'skipped' });
  }
  return pending;
}

/** The largest `when` of a history: what Drizzle's migrator compares with; -Infinity when empty. */
export function newestWhen(history: History): number {
  return (history.journal?.entries ?? []).reduce(
    (newest, entry) => Math.max(newest, entry.when),
    Number.NEGATIVE_INFINITY,
  );
}
