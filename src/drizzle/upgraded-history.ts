import { timeOfName } from './folder-layout.ts';
import { type History, type MigrationFile, type SnapshotFile, snapshotOf } from './history.ts';

/**
 * A history that has a journal, by the names that `upgraded` has for its migrations, where
 * `drizzle-kit up` made folders of them. As drizzle-orm 1 upgrades its table: an entry is the only
 * folder of its second, else the one with its content (drizzle-orm, up-migrations/pg). What is found
 * in neither way keeps its tag.
 */
export function inFolders(history: History, upgraded: History): History {
  if (history.layout === 'folders' || !history.journal) return history;
  const folders = [...upgraded.migrations.values()];
  const bySecond = Map.groupBy(folders, ({ tag }) => timeOfName(tag));
  const byContent = new Map(folders.map((file) => [file.oid, file.tag]));

  const migrations = new Map<string, MigrationFile>();
  const snapshots = new Map<string, SnapshotFile>();
  const entries = history.journal.entries.map((entry) => {
    const file = history.migrations.get(entry.tag);
    const ofSecond = bySecond.get(Math.floor(entry.when / 1000) * 1000) ?? [];
    const [only] = ofSecond.length === 1 ? ofSecond : [];
    const tag = only?.tag ?? byContent.get(file?.oid ?? '') ?? entry.tag;
    const snapshot = snapshotOf(history, entry.tag);
    if (file) migrations.set(tag, { ...file, tag });
    if (snapshot) snapshots.set(tag, { ...snapshot, prefix: tag });
    return { ...entry, tag };
  });
  return {
    ...history,
    layout: 'folders',
    journal: { ...history.journal, entries },
    migrations,
    snapshots,
  };
}
