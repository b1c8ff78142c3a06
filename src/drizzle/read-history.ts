import type { History, MigrationFile, SnapshotFile } from './history.ts';
import { readJournal } from './journal.ts';
import { journalPath } from './projects.ts';
import { readSnapshotIds } from './snapshot-ids.ts';

interface File {
  readonly path: string;
  readonly oid: string;
}

interface Content {
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
}

const snapshotName = /^meta\/([^/]*)_snapshot\.json$/;
const migrationName = /^([^/]*)\.sql$/;

/**
 * A migrations folder as one tree holds it, from the tree's files and the contents that were read:
 * the journal, and whichever migrations and snapshots somebody needs. What was not read keeps
 * `text` or ids at null.
 */
export function historyOf(
  folder: string,
  files: Iterable<File>,
  contents: ReadonlyMap<string, Content>,
): History {
  const inside = folder === '' ? '' : `${folder}/`;
  const migrations = new Map<string, MigrationFile>();
  const snapshots = new Map<string, SnapshotFile>();

  for (const { path, oid } of files) {
    if (!path.startsWith(inside)) continue;
    const name = path.slice(inside.length);
    const content = contents.get(path) ?? null;
    const text = content?.text ?? null;
    const tag = migrationName.exec(name)?.[1];
    if (tag !== undefined) {
      migrations.set(tag, { tag, path, oid, text, problem: content?.problem ?? null });
    }
    const prefix = snapshotName.exec(name)?.[1];
    if (prefix !== undefined) {
      const ids = readSnapshotIds(content && { text });
      snapshots.set(prefix, { prefix, path, oid, text, ...ids });
    }
  }

  const path = journalPath(folder);
  const journal = contents.get(path);
  return {
    folder,
    journal: journal ? readJournal(path, journal.text) : null,
    migrations,
    snapshots,
  };
}
