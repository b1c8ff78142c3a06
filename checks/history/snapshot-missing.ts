import {
  collisionsOf,
  defineCheck,
  exampleFolders,
  exampleHistory,
  type History,
  type HistoryVisit,
  newEntries,
  placeOfEntry,
  prefixOf,
  snapshotOf,
  recordedChanges,
  startOfFile,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const tags = { tag: '0002_tags', when: 1_780_000_000_000, sql: 'CREATE TABLE tags (id text);' };
const backfill = { ...posts, tag: '0001_backfill', sql: 'UPDATE users SET a = b WHERE a IS NULL;' };
const trigger = {
  ...posts,
  sql: 'CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f();',
};

const folder = { name: '20260101000000_init', sql: users.sql };
const next = { name: '20260102000000_posts', sql: posts.sql };

/** A folder whose last entries all have no snapshot is kept by hand. */
const habit = 3;

export default defineCheck({
  id: 'snapshot-missing',
  title: 'A migration without its snapshot',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['snapshot-chain-fork'],
  sources: [],
  message: '{tag} changes the schema, and has no snapshot {path}.',
  many: '{count} migrations change the schema, and have no snapshot: {tag}.',
  why:
    '`drizzle-kit generate` compares the schema with the newest snapshot. Without this one it does ' +
    'not know of `{statement}`, and the next migration does the same once more, and fails.',
  todo:
    'Commit the snapshot that `drizzle-kit generate` wrote. Where the SQL was written by hand: delete ' +
    'the migration again, run `drizzle-kit generate`, and put your SQL into the file that it makes.',
  variants: {
    removed: {
      message: 'The snapshot of {tag} is removed, and its migration stays.',
      why:
        '`drizzle-kit generate` compares the schema with the newest snapshot that is there. Without ' +
        'this one it writes a migration that does once more what {tag} did, or loses the history.',
      todo: 'Put the file back.',
    },
    older: {
      message: 'The snapshot of {tag} is removed, and its migration stays.',
      why:
        '`drizzle-kit generate` compares with the newest snapshot only, and goes on. But the chain has a ' +
        'gap now, at which `drizzle-kit up` to version 1 stops.',
      todo: 'Put the file back.',
    },
    index: {
      why:
        '`drizzle-kit generate` compares the schema with the newest snapshot. If the Drizzle schema ' +
        'declares the index of `{statement}`, the next migration creates it once more, and fails.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a folder without its snapshot, in the layout of drizzle-kit 1',
        trees: {
          base: exampleFolders([folder]),
          head: exampleFolders([folder, { ...next, snapshot: null }]),
        },
        lines: [1],
      },
      {
        title: 'a table that was added by hand',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...posts, snapshot: null }]),
        },
        lines: [12],
      },
      {
        title: 'an index by hand, which the schema need not declare',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            { ...posts, sql: 'CREATE INDEX i ON users (lower(id));', snapshot: null },
          ]),
        },
        lines: [12],
        severity: 'warning',
      },
      {
        title: 'an older snapshot, renamed to the number of a new migration',
        trees: {
          base: exampleHistory([users, posts]),
          head: exampleHistory([
            users,
            { ...posts, snapshot: null },
            { ...tags, snapshot: { id: 'mine', prevId: 'of-0001_posts' } },
          ]),
        },
        lines: [1],
        severity: 'warning',
      },
      {
        title: 'the snapshot of a merged migration deleted',
        trees: {
          base: exampleHistory([users, posts]),
          head: exampleHistory([users, { ...posts, snapshot: null }]),
        },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a snapshot in the folder of its migration',
        trees: { base: exampleFolders([folder]), head: exampleFolders([folder, next]) },
      },
      {
        title: 'a snapshot for each migration',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts]) },
      },
      {
        title: 'a data migration changes nothing that a snapshot records',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...backfill, snapshot: null }]),
        },
      },
      {
        title: 'a folder without any snapshots is written by hand',
        trees: {
          base: exampleHistory([{ ...users, snapshot: null }]),
          head: exampleHistory([
            { ...users, snapshot: null },
            { ...posts, snapshot: null },
          ]),
        },
      },
      {
        title: 'nor does a trigger',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...trigger, snapshot: null }]),
        },
      },
    ],
  },
  history(visit) {
    const { merged, base } = visit;
    // Who keeps no snapshots does not generate migrations.
    if (base.journal?.entries.length && base.snapshots.size === 0) return;
    const collided = new Set(collisionsOf(visit).map(({ tag }) => tag));
    for (const { tag } of newEntries(visit)) {
      if (!collided.has(tag) && !snapshotOf(merged, tag)) reportMissing(visit, tag);
    }
    reportRemoved(visit);
  },
});

function reportMissing(visit: HistoryVisit, tag: string): void {
  const file = visit.merged.migrations.get(tag);
  const sql = file && visit.sqlOf(file);
  const changes = sql ? recordedChanges(sql) : [];
  const change = changes.find(({ kind }) => kind !== 'IndexStmt') ?? changes[0];
  if (!change) return;

  const path = snapshotPath(visit.merged, tag);
  const data = { tag, path, statement: firstLine(change.text) };
  const isIndex = change.kind === 'IndexStmt';
  const severity = isKeptByHand(visit.base) ? 'notice' : isIndex ? 'warning' : 'error';
  const report = { ...placeOfEntry(visit, tag), data, severity } as const;
  visit.report({ ...report, ...(isIndex ? { variant: 'index' } : { cause: 'missing' }) });
}

function reportRemoved(visit: HistoryVisit): void {
  const { merged, base } = visit;
  const entries = merged.journal?.entries ?? [];
  const newest = entries.findLastIndex(({ tag }) => snapshotOf(merged, tag));
  for (const [index, { tag }] of entries.entries()) {
    const old = snapshotOf(base, tag);
    if (!old || merged.snapshots.has(old.prefix)) continue;
    if (!base.journal?.entries.some((entry) => entry.tag === tag)) continue;
    const place = { path: old.path, at: startOfFile, data: { tag } };
    if (index < newest) visit.report({ ...place, variant: 'older', severity: 'warning' });
    else visit.report({ ...place, variant: 'removed' });
  }
}

function isKeptByHand(history: History): boolean {
  const last = (history.journal?.entries ?? []).slice(-habit);
  return last.length === habit && last.every(({ tag }) => !snapshotOf(history, tag));
}

function snapshotPath({ folder, layout }: History, tag: string): string {
  const name =
    layout === 'folders' ? `${tag}/snapshot.json` : `meta/${prefixOf(tag)}_snapshot.json`;
  return folder === '' ? name : `${folder}/${name}`;
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
