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
 * An entry was applied if released has its tag, or had its content under a tag that is gone.
 */
export function pendingOf(released: History, merged: History, rule: PendingRule): Pending[] {
  const old = released.journal?.entries ?? [];
  const entries = merged.journal?.entries ?? [];
  const oldTags = new Set(old.map(({ tag }) => tag));
  const tags = new Set(entries.map(({ tag }) => tag));
  const contents = contentsOf(released, old);
  const renamed = contentsOf(
    released,
    old.filter(({ tag }) => !tags.has(tag)),
  );
  const newest = newestWhen(released);

  const picks: Record<PendingRule, (entry: JournalEntry, file: MigrationFile | null) => boolean> = {
    when: ({ when }) => when > newest,
    name: ({ tag }) => !oldTags.has(tag),
    hash: ({ tag }, file) => (file ? !contents.has(file.oid) : !oldTags.has(tag)),
  };
  return entries.flatMap((entry): Pending[] => {
    const file = merged.migrations.get(entry.tag) ?? null;
    const isApplied = oldTags.has(entry.tag) || (file !== null && renamed.has(file.oid));
    if (picks[rule](entry, file)) return [{ entry, file, fate: isApplied ? 'runs-again' : 'runs' }];
    return isApplied ? [] : [{ entry, file, fate: 'skipped' }];
  });
}

/** The largest `when` of a history: what Drizzle's migrator compares with; -Infinity when empty. */
export function newestWhen(history: History): number {
  return (history.journal?.entries ?? []).reduce(
    (newest, entry) => Math.max(newest, entry.when),
    Number.NEGATIVE_INFINITY,
  );
}

function contentsOf({ migrations }: History, entries: readonly JournalEntry[]): Set<string> {
  return new Set(entries.flatMap(({ tag }) => migrations.get(tag)?.oid ?? []));
}

/**
 * The entries that a migrator by `when` skips wherever each was deployed when it was merged: one
 * with a later time stands before them.
 */
export function skippedEntries({ journal }: History): string[] {
  let newest = Number.NEGATIVE_INFINITY;
  return (journal?.entries ?? []).flatMap(({ tag, when }) => {
    const isSkipped = when <= newest;
    newest = Math.max(newest, when);
    return isSkipped ? [tag] : [];
  });
}
