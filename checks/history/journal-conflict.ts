import {
  collisionsOf,
  defineCheck,
  exampleHistory,
  newEntries,
  placeOfEntry,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const ours = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const theirs = { tag: '0001_tags', when: 1_765_000_000_000, sql: 'CREATE TABLE tags (id text);' };
const later = { ...ours, tag: '0002_posts' };

export default defineCheck({
  id: 'journal-conflict',
  title: 'Two branches made the same migration number, or grew from the same snapshot',
  category: 'history',
  severity: 'error',
  onError: 'fail',
  needs: 'history',
  covers: ['snapshot-chain-fork'],
  sources: [{ tool: 'drizzle-kit', rule: 'check' }],
  message: '{tag} has the same number as {other}, which the base branch has already.',
  why:
    'Both migrations have one number and so one snapshot file. The journal that git merges, or a ' +
    'person by hand, loses one of the two snapshots, and the next `drizzle-kit generate` compares ' +
    'with a schema that never was.',
  todo:
    'Merge the base branch or rebase onto it, and where git stops, run `db-review fix-history`: it puts ' +
    "this branch's migrations on top of base's, with new numbers, times and snapshots, and leaves their SQL " +
    "as it is. By hand: keep base's files in `meta/`, delete this branch's migration and its snapshot, run " +
    '`drizzle-kit generate` again, and copy SQL of your own into the new file.',
  variants: {
    parent: {
      message: 'The snapshot of {tag} has the same parent as that of {other}.',
      why:
        'A snapshot holds the whole schema after its migration. With one parent, neither of the two ' +
        'knows what the other did, and the next `drizzle-kit generate` writes a migration that ' +
        'repeats or undoes one of them.',
    },
    stale: {
      message: 'The snapshot of {tag} does not know {other}, the newest of the base branch.',
      why:
        'A snapshot holds the whole schema after its migration. This one grew from an older one, so the ' +
        'next `drizzle-kit generate` writes a migration that repeats what {other} did.',
    },
    journal: {
      message: 'The journal cannot be merged: the base branch has added migrations since.',
      why:
        'Git cannot merge the two journals, and merged by hand the new migration may stand after ' +
        'one that it does not know.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'two branches that both generated number 1',
        trees: {
          mergeBase: exampleHistory([users]),
          base: exampleHistory([users, theirs]),
          head: exampleHistory([users, ours]),
        },
        lines: [12],
      },
      {
        title: 'renumbered by hand, with the snapshot that was made before',
        trees: {
          base: exampleHistory([users, theirs]),
          head: exampleHistory([
            users,
            theirs,
            { ...later, snapshot: { id: 'mine', prevId: 'of-0000_users' } },
          ]),
        },
        lines: [3],
      },
      {
        title: 'grown from a snapshot that is not the newest one',
        trees: {
          base: exampleHistory([
            users,
            { ...theirs, snapshot: { id: 'theirs', prevId: '0000_snapshot.json' } },
          ]),
          head: exampleHistory([
            users,
            { ...theirs, snapshot: { id: 'theirs', prevId: '0000_snapshot.json' } },
            { ...later, snapshot: { id: 'mine', prevId: 'of-0000_users' } },
          ]),
        },
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'generated on top of the base branch',
        trees: {
          base: exampleHistory([users, theirs]),
          head: exampleHistory([users, theirs, later]),
        },
      },
      {
        title: 'a folder that starts anew, without the snapshots of before',
        trees: { base: exampleHistory([users, theirs]), head: exampleHistory([ours]) },
      },
      {
        title: 'a merged migration whose snapshot is missing is not a fork',
        trees: {
          base: exampleHistory([users, { ...theirs, snapshot: null }]),
          head: exampleHistory([users, { ...theirs, snapshot: null }, later]),
        },
      },
    ],
  },
  history(visit) {
    const collisions = collisionsOf(visit);
    for (const { tag, other, kind, place } of collisions) {
      const data = { tag, other };
      if (kind === 'number') visit.report({ ...place, data, cause: 'number' });
      else visit.report({ ...place, data, variant: kind });
    }
    const path = visit.head.journal?.path;
    const [first] = newEntries(visit);
    if (collisions.length > 0 || !path || !first || !visit.conflicts.has(path)) return;
    visit.report({ ...placeOfEntry(visit, first.tag), variant: 'journal' });
  },
});
