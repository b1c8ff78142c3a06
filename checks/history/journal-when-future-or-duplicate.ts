import {
  defineCheck,
  exampleHistory,
  isoTime,
  newEntries,
  newestWhen,
  placeOfEntry,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const tags = { tag: '0002_tags', when: 1_780_000_000_000, sql: 'CREATE TABLE tags (id text);' };
const future = 4_000_000_000_000;

/** Clocks differ; and what lies ahead by less is past before anybody generates the next migration. */
const toleranceMilliseconds = 10 * 60 * 1000;

export default defineCheck({
  id: 'journal-when-future-or-duplicate',
  title: "A migration's time lies in the future, or is another one's",
  category: 'history',
  severity: 'error',
  onError: 'accept',
  assumes: 'pending',
  needs: 'history',
  covers: ['journal-when-future-or-duplicate'],
  sources: [],
  message: 'The `when` of {tag} lies in the future: every migration after it will be skipped.',
  why:
    "Drizzle's migrator runs an entry only if its `when` is later than the newest one in the " +
    'database. With {when} in the database, migrations that are generated before then are skipped ' +
    'without a word, while the migrator reports success.{origin}',
  todo:
    'Run `db-review fix-history`, or set `"when": {repaired}` in `meta/_journal.json`. Where the entry was applied already, repair the ' +
    'row too:\n\n```sql\nUPDATE drizzle.__drizzle_migrations SET created_at = {repaired} WHERE created_at = {raw};\n```',
  variants: {
    duplicate: {
      message: '{tag} has the same `when` as {other}.',
      why:
        "Drizzle's migrator runs an entry only if its `when` is later than the newest one in the " +
        'database. In one deploy both run; a database that has the first already skips the second for ' +
        'ever.{origin}',
      todo: 'Run `db-review fix-history`, or set `"when": {repaired}` in `meta/_journal.json`.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a time in the future, written by hand',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...posts, when: future }]),
        },
        lines: [12],
      },
      {
        title: 'two new migrations with one time',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, posts, { ...tags, when: posts.when }]),
        },
        lines: [19],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'times of the past, each its own',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts, tags]) },
      },
      {
        title: 'just after a time of the future that was merged: nothing else would run',
        trees: {
          base: exampleHistory([{ ...users, when: future }]),
          head: exampleHistory([
            { ...users, when: future },
            { ...posts, when: future + 1 },
          ]),
        },
      },
      {
        title: 'a migrator that goes by hash does not look at `when`',
        pending: 'hash',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...posts, when: future }]),
        },
      },
    ],
  },
  history(visit) {
    if (visit.migrator.pending !== 'when') return;
    const newest = newestWhen(visit.released);
    const ahead = Math.max(visit.now ?? Infinity, newest) + toleranceMilliseconds;
    const entries = visit.merged.journal?.entries ?? [];

    for (const [position, { tag, when }] of newEntries(visit).entries()) {
      const index = entries.findIndex((entry) => entry.tag === tag);
      const other = entries.slice(0, index).find((entry) => entry.when === when);
      const place = { ...placeOfEntry(visit, tag), about: { tag } };
      const data = { tag, raw: when, when: isoTime(when), origin: originOf(when) };
      if (when > ahead) {
        const repaired = Math.max(newest, 0) + 1 + position;
        visit.report({ ...place, data: { ...data, repaired } });
        // One that is skipped in any case is out of order, which is another check's.
      } else if (other && when > newest) {
        const more = { other: other.tag, repaired: when + 1 };
        visit.report({
          ...place,
          variant: 'duplicate',
          severity: 'warning',
          data: { ...data, ...more },
        });
      }
    }
  },
});

/** drizzle-kit writes the clock's milliseconds; round ones come from a hand. */
function originOf(when: number): { readonly prose: string } {
  return {
    prose: when % 1000 === 0 ? ' It ends in zeros, so it was probably written by hand.' : '',
  };
}
