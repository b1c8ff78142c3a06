import {
  defineCheck,
  exampleFolders,
  exampleHistory,
  newBeginning,
  newestWhen,
  placeOfEntry,
  startsAnew,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const all = { tag: '0000_all', when: posts.when, sql: `${users.sql}\n${posts.sql}` };
const base = exampleHistory([users, posts]);
/** Without snapshots, the schema is what the migrations say. */
const released = exampleHistory([
  { ...users, snapshot: null },
  { ...posts, snapshot: null },
]);

export default defineCheck({
  id: 'history-starts-anew',
  title: 'All merged migrations are replaced by new ones',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  assumes: 'pending',
  needs: 'history',
  covers: ['edited-applied-migration'],
  sources: [],
  message: 'The folder starts anew: none of the merged migrations is left.',
  why:
    'Where the old ones ran, the migrator runs the new ones on top. There `{fails}` fails, or does ' +
    'its work twice.',
  todo:
    "With Drizzle's migrator, give the one migration that stands for all the old ones the `when` of " +
    'the newest old one, {newest}: existing databases then pass it by, and new ones run it. It has ' +
    'to make exactly the schema that is there.',
  variants: {
    folders: {
      todo:
        'Make one migration that stands for all the old ones and makes exactly the schema that is ' +
        'there. Before the next deploy, tell each database that it was applied: insert a row with the ' +
        "new folder's name into `drizzle.__drizzle_migrations`.",
    },
    apart: {
      message: 'The folder starts anew, with another schema than the merged migrations made.',
      why:
        'Databases where the old migrations ran keep their result. New ones get what the new migrations ' +
        'make, which is not the same, as far as the statements tell.',
      todo: 'Let the first migration make exactly the schema that is there, and change it in a second one.',
    },
    alike: {
      message: 'The folder starts anew, and makes the schema that the merged migrations made.',
      why:
        'Where the old ones ran, nothing happens or every statement finds its work done; new databases ' +
        'get the same schema at once. Rows that the old migrations wrote are not written.',
      todo: 'Nothing has to be done if that is meant. Open branches need to generate their migrations again.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'folders of drizzle-kit 1, which go by their names',
        trees: {
          base: exampleFolders([{ name: '20260101000000_init', sql: users.sql }]),
          head: exampleFolders([{ name: '20260301000000_all', sql: all.sql }]),
        },
        lines: [1],
      },
      {
        title: 'it would run where all is there',
        trees: { base, head: exampleHistory([{ ...all, when: posts.when + 1 }]) },
        lines: [5],
      },
      {
        title: 'it lacks a table',
        trees: { base: released, head: exampleHistory([{ ...all, sql: users.sql }]) },
        lines: [5],
      },
      {
        title: 'existing databases pass it by, and new ones get the same',
        trees: { base: released, head: exampleHistory([all]) },
        lines: [5],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'a first migration',
        trees: { base: {}, head: exampleHistory([all]) },
      },
    ],
  },
  history(visit) {
    const [first] = visit.merged.journal?.entries ?? [];
    if (!first || !startsAnew(visit)) return;
    const { alike, fails } = newBeginning(visit);
    const place = placeOfEntry(visit, first.tag);
    const data = { fails: fails ?? '', newest: newestWhen(visit.released) };
    if (alike) visit.report({ ...place, variant: 'alike', severity: 'warning', data });
    else if (fails === null) visit.report({ ...place, variant: 'apart', data });
    else if (visit.merged.layout === 'folders')
      visit.report({ ...place, variant: 'folders', data });
    else visit.report({ ...place, data });
  },
});
