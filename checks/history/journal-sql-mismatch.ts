import { defineCheck, exampleHistory, placeOfEntry } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };

export default defineCheck({
  id: 'journal-sql-mismatch',
  title: 'The journal names a migration that has no file',
  category: 'history',
  severity: 'error',
  onError: 'fail',
  needs: 'history',
  covers: ['journal-sql-mismatch'],
  sources: [],
  message: 'The journal names {tag}, but there is no file {path}.',
  why:
    'The migrator reads every file that the journal names before it runs anything, and stops at the ' +
    'first one that is missing: no migration can be deployed.',
  todo: 'Add the file, or remove the entry from `meta/_journal.json`.',
  examples: {
    flagged: [
      {
        title: 'an entry that was committed without its file',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...posts, sql: null }]),
        },
        lines: [12],
      },
    ],
    accepted: [
      {
        title: 'each entry has its file',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts]) },
      },
    ],
  },
  history(visit) {
    for (const { tag } of visit.merged.journal?.entries ?? []) {
      if (visit.merged.migrations.has(tag)) continue;
      const { folder } = visit.merged;
      const path = folder === '' ? `${tag}.sql` : `${folder}/${tag}.sql`;
      visit.report({ ...placeOfEntry(visit, tag), data: { tag, path }, about: tag });
    }
  },
});
