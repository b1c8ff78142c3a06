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

const snapshotName = /^(.*)_snapshot\.json$/;

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
    if (name.startsWith('meta/')) {
      const prefix = snapshotName.exec(name.slice('meta/'.length))?.[1];
      if (prefix !== undefined && !prefix.includes('/')) {
        const text = contents.get(path)?.text ?? null;
        snapshots.set(prefix, { prefix, path, oid, text, ...readSnapshotIds(text) });
      }
    } else if (name.endsWith('.sql') && !name.includes('/')) {
      const tag = name.slice(0, -'.sql'.length);
      const { text = null, problem = null } = contents.get(path) ?? {};
      migrations.set(tag, { tag, path, oid, text, problem });
    }
  }

  const path = journalPath(folder);
  const text = contents.get(path)?.text ?? null;
  const journal = text === null ? null : readJournal(path, text);
  return { folder, journal, migrations, snapshots };
}
