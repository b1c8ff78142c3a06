import {
  collisionsOf,
  defineCheck,
  exampleFolders,
  exampleHistory,
  type HistoryVisit,
  newEntries,
  newestSnapshot,
  newSnapshot,
  type SnapshotFile,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const tags = { tag: '0002_tags', when: 1_780_000_000_000, sql: 'CREATE TABLE tags (id text);' };

/** The parent of a first snapshot. */
const origin = '00000000-0000-0000-0000-000000000000';

const init = { name: '20260101000000_init', sql: users.sql };
const more = { name: '20260102000000_posts', sql: posts.sql };
const third = { name: '20260103000000_tags', sql: tags.sql };

export default defineCheck({
  id: 'snapshot-chain-fork',
  title: 'A snapshot does not follow the one before it',
  category: 'history',
  severity: 'warning',
  onError: 'accept',
  needs: 'history',
  covers: ['snapshot-chain-fork'],
  sources: [{ tool: 'drizzle-kit', rule: 'check' }],
  message:
    'The parent of the snapshot of {tag} is {parent}, which no snapshot before it has as its id.',
  why:
    'Snapshots are a chain: each names the one before it. This one follows none that is there, so ' +
    'nobody can tell which schema it grew from, and `drizzle-kit up` to version 1 stops at the gap.',
  todo:
    'Delete this migration and its snapshot, and run `drizzle-kit generate` again. If the content is ' +
    'right, set `"prevId": "{expected}"` in {path}.',
  variants: {
    folders: {
      why:
        'Each snapshot names those that it grew from. This one grew from one that is not there, and ' +
        '`drizzle-kit generate`, `check` and `migrate` stop at the gap (1.0.0-rc.5).',
      todo:
        'Put the missing folder back. Where it is gone for good, delete this migration and the later ' +
        'ones, and run `drizzle-kit generate` again.',
    },
    order: {
      message: '{tag} stands before {parent}, which its snapshot grew from.',
      why:
        'The migrator runs folders in the order of their names: a new database runs this migration ' +
        'before the one that it builds on. `drizzle-kit generate`, `check` and `migrate` refuse such a ' +
        'folder (1.0.0-rc.5).',
      todo: 'Rename the folder so that its time is later than that of {parent}, if it was never deployed.',
    },
    reused: {
      message: 'The snapshot of {tag} has the id of another one, {other}.',
      why:
        'It was copied. The next snapshot names this id as its parent, which then means two files, and ' +
        'with a parent that two snapshots share, `drizzle-kit check` and `generate` report a collision.',
      todo:
        'Run `db-review fix-history`, which gives it an id of its own. Or delete the copy, and let ' +
        '`drizzle-kit generate` make it; for SQL of your own, `drizzle-kit generate --custom`.',
    },
    fork: {
      message: 'The snapshot of {tag} has the same parent as that of {other}.',
      why:
        'With one parent, neither of the two knows what the other did, and `drizzle-kit generate` ' +
        'refuses to go on.',
      todo:
        'Run `db-review fix-history`, which lets the later one grow from the earlier one. Or delete the ' +
        'later migration with its snapshot and its entry, run `drizzle-kit generate` again, and copy SQL of ' +
        'your own into the new file.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a parent whose folder is gone, in the layout of drizzle-kit 1',
        trees: {
          base: exampleFolders([init]),
          head: exampleFolders([init, { ...more, snapshot: { id: 'mine', prevIds: ['of-gone'] } }]),
        },
        lines: [3],
        severity: 'error',
      },
      {
        title: 'a folder that stands before its parent',
        trees: {
          base: exampleFolders([init, more]),
          head: exampleFolders([
            init,
            {
              name: '20260101120000_early',
              sql: tags.sql,
              snapshot: { id: 'mine', prevIds: [`of-${more.name}`] },
            },
            { ...more, snapshot: { id: `of-${more.name}`, prevIds: [`of-${init.name}`] } },
          ]),
        },
        lines: [3],
        severity: 'error',
      },
      {
        title: "a parent that is a file's name",
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            { ...posts, snapshot: { id: 'mine', prevId: '0000_snapshot.json' } },
          ]),
        },
        lines: [3],
      },
      {
        title: 'a snapshot that was copied from the one before',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            { ...posts, snapshot: { id: 'of-0000_users', prevId: 'of-0000_users' } },
          ]),
        },
        lines: [3],
        severity: 'error',
      },
      {
        title: 'two new snapshots with one parent',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            posts,
            { ...tags, snapshot: { id: 'mine', prevId: 'of-0000_users' } },
          ]),
        },
        lines: [3],
        severity: 'error',
      },
    ],
    accepted: [
      {
        title: 'two branches of drizzle-kit 1, and the migration that has both as parents',
        trees: {
          base: exampleFolders([init, more]),
          head: exampleFolders([
            init,
            more,
            { ...third, snapshot: { id: 'mine', prevIds: [`of-${init.name}`] } },
            {
              name: '20260104000000_merge',
              sql: 'CREATE TABLE both (id text);',
              snapshot: { id: 'both', prevIds: [`of-${more.name}`, 'mine'] },
            },
          ]),
        },
      },
      {
        title: 'each grew from the one before',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts, tags]) },
      },
      {
        title: 'a folder that starts anew',
        trees: {
          base: exampleHistory([users, posts]),
          head: exampleHistory([{ ...tags, tag: '0000_all' }]),
        },
      },
      {
        title: 'a gap that base has already',
        trees: {
          base: exampleHistory([users, { ...posts, snapshot: null }]),
          head: exampleHistory([users, { ...posts, snapshot: null }, tags]),
        },
      },
    ],
  },
  history(visit) {
    if (visit.head.layout === 'folders') return reportParents(visit);
    const collided = new Set(collisionsOf(visit).map(({ tag }) => tag));
    const known = knownIds(visit);
    const children = new Map<string, string>();
    const newest = newestSnapshot(visit.base);
    let previous = newest && isKept(visit, newest) ? newest : null;

    for (const { tag } of newEntries(visit)) {
      const own = newSnapshot(visit, tag);
      if (!own?.id || !own.prevId || collided.has(tag)) continue;
      const place = { path: own.path, at: own.prevIdRange };
      const other = known.get(own.id);
      const sibling = children.get(own.prevId);
      if (other) {
        visit.report({ ...place, variant: 'reused', severity: 'error', data: { tag, other } });
      } else if (sibling) {
        const data = { tag, other: sibling };
        visit.report({ ...place, variant: 'fork', severity: 'error', data });
      } else if (previous?.id && !known.has(own.prevId)) {
        const { path, prevId: parent } = own;
        visit.report({ ...place, data: { tag, parent, path, expected: previous.id } });
      }
      known.set(own.id, tag);
      children.set(own.prevId, tag);
      previous = own;
    }
  },
});

/** In the layout of drizzle-kit 1, a snapshot may share its parent, and may have several. */
function reportParents(visit: HistoryVisit): void {
  const all = [...visit.base.snapshots.values(), ...visit.head.snapshots.values()];
  const owners = new Map(all.flatMap(({ id, prefix }) => (id === null ? [] : [[id, prefix]])));
  const isRead = visit.base.layout === 'folders' && visit.base.snapshots.size > 0;
  const unread = [...visit.base.snapshots.values()].some((each) => !each.id && !each.problem);
  for (const { tag } of newEntries(visit)) {
    const own = newSnapshot(visit, tag);
    for (const parent of own?.prevIds ?? []) {
      const place = { path: own!.path, at: own!.prevIdRange };
      const owner = owners.get(parent);
      if (parent === origin) continue;
      if (owner !== undefined && owner > tag) {
        const data = { tag, parent: owner };
        visit.report({ ...place, variant: 'order', severity: 'error', data });
      } else if (owner === undefined && isRead && !unread && visit.merged.snapshots.size > 1) {
        const data = { tag, parent, path: own!.path, expected: '' };
        visit.report({ ...place, variant: 'folders', severity: 'error', data });
      }
    }
  }
}

/** The ids of base's snapshots, as far as they were read: the newest ones. */
function knownIds(visit: HistoryVisit): Map<string, string> {
  const kept = [...visit.base.snapshots.values()].filter((each) => isKept(visit, each));
  return new Map(kept.flatMap(({ id, path }) => (id === null ? [] : [[id, path]])));
}

function isKept({ merged }: HistoryVisit, { prefix, oid }: SnapshotFile): boolean {
  return merged.snapshots.get(prefix)?.oid === oid;
}
