import { compareNames, timeOfName } from './folder-layout.ts';
import type { History, Journal, MigrationFile, SnapshotFile } from './history.ts';
import { readJournal } from './journal.ts';
import { journalPath } from './projects.ts';
import { linesOf } from '../sql/lines.ts';
import { readSnapshotIds, type SnapshotIds } from './snapshot-ids.ts';

interface File {
  readonly path: string;
  readonly oid: string;
}

interface Content {
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
}

const names = {
  journal: { snapshot: /^meta\/([^/]*)_snapshot\.json$/, migration: /^([^/]*)\.sql$/ },
  folders: { snapshot: /^([^/]+)\/snapshot\.json$/, migration: /^([^/]+)\/migration\.sql$/ },
} as const;

/** What was made of contents, so that trees which share them read them once. */
export interface KnownContents {
  readonly journals: Map<Content, Journal>;
  readonly ids: Map<Content, SnapshotIds>;
}

export function nothingKnown(): KnownContents {
  return { journals: new Map(), ids: new Map() };
}

/**
 * A migrations folder as one tree holds it, from the tree's files and the contents that were read:
 * the journal or, where there is none, the folders of drizzle-kit 1, and whichever migrations and snapshots somebody needs. What was not read keeps
 * `text` or ids at null.
 */
export function historyOf(
  folder: string,
  files: Iterable<File>,
  contents: ReadonlyMap<string, Content>,
  known: KnownContents = nothingKnown(),
): History {
  const inside = folder === '' ? '' : `${folder}/`;
  const migrations = new Map<string, MigrationFile>();
  const snapshots = new Map<string, SnapshotFile>();

  const own = [...files].filter(({ path }) => path.startsWith(inside));
  const path = journalPath(folder);
  const layout = layoutOf(own.map((file) => file.path.slice(inside.length)));
  for (const { path, oid } of own) {
    const name = path.slice(inside.length);
    const content = contents.get(path) ?? null;
    const text = content?.text ?? null;
    const tag = names[layout].migration.exec(name)?.[1];
    if (tag !== undefined) {
      migrations.set(tag, { tag, path, oid, text, problem: content?.problem ?? null });
    }
    const prefix = names[layout].snapshot.exec(name)?.[1];
    if (prefix !== undefined) {
      const ids = idsOf(content, known);
      snapshots.set(prefix, { prefix, path, oid, text, ...ids });
    }
  }

  const journal = contents.get(path);
  if (layout === 'folders') {
    return {
      folder,
      layout,
      journal: journalOf(path, migrations, snapshots),
      migrations,
      snapshots,
    };
  }
  return {
    folder,
    layout,
    journal: journal ? journalIn(path, journal, known) : null,
    migrations,
    snapshots,
  };
}

/** Folders count where there is no journal; drizzle-orm 1 refuses a folder that has one. */
function layoutOf(paths: readonly string[]): History['layout'] {
  const hasJournal = paths.includes(journalPath(''));
  return !hasJournal && paths.some((name) => names.folders.migration.test(name))
    ? 'folders'
    : 'journal';
}

/** What a journal would say: the migrations in the order of their names, each at its file's start. */
function journalOf(
  path: string,
  migrations: ReadonlyMap<string, MigrationFile>,
  snapshots: ReadonlyMap<string, SnapshotFile>,
): Journal {
  const tags = [...migrations.keys()].sort(compareNames);
  const entries = tags.map((tag, idx) => ({
    idx,
    when: timeOfName(tag) ?? 0,
    tag,
    range: nowhere,
    whenRange: nowhere,
  }));
  const dialects = [...snapshots.values()].flatMap(({ dialect }) => dialect ?? []);
  return { path, dialect: dialects[0] ?? null, entries, problem: null };
}

const nowhere = linesOf('').range(0, 0);

function idsOf(content: Content | null, { ids }: KnownContents): SnapshotIds {
  const read = (content && ids.get(content)) ?? readSnapshotIds(content);
  if (content) ids.set(content, read);
  return read;
}

/** Where a folder was moved, the same content has another path. */
function journalIn(path: string, content: Content, { journals }: KnownContents): Journal {
  const known = journals.get(content);
  if (known?.path === path) return known;
  const journal = readJournal(path, content.text);
  journals.set(content, journal);
  return journal;
}
