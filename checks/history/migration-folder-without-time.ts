import {
  defineCheck,
  exampleFolders,
  newEntries,
  placeOfEntry,
  timeOfName,
} from '../../src/review/check.ts';

const init = { name: '20260101000000_init', sql: 'CREATE TABLE users (id text);' };
const named = { name: 'z_posts', sql: 'CREATE TABLE posts (id text);' };

export default defineCheck({
  id: 'migration-folder-without-time',
  title: "The name of a migration's folder does not begin with a time",
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['journal-sql-mismatch'],
  sources: [],
  message: 'The name of the folder {tag} does not begin with a time, so no deploy gets past it.',
  why:
    "The migrator of drizzle-orm 1 reads the folder's time from the first 14 digits of its name, and " +
    'writes it into a column of type bigint. Here it is no number: the INSERT fails, and all that is ' +
    'pending is rolled back.',
  todo:
    'Rename the folder to the time in UTC and a name, such as `20261122102548_{tag}`, later than the ' +
    'newest one.',
  examples: {
    flagged: [
      {
        title: 'a folder that was made by hand',
        trees: { base: exampleFolders([init]), head: exampleFolders([init, named]) },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a folder of `drizzle-kit generate`',
        trees: {
          base: exampleFolders([init]),
          head: exampleFolders([init, { ...named, name: '20260102000000_posts' }]),
        },
      },
    ],
  },
  history(visit) {
    if (visit.merged.layout !== 'folders') return;
    for (const { tag } of newEntries(visit)) {
      if (timeOfName(tag) === null) visit.report({ ...placeOfEntry(visit, tag), data: { tag } });
    }
  },
});
