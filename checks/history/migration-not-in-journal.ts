import { defineCheck, exampleHistory, prefixOf, startOfFile } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const base = exampleHistory([users]);

export default defineCheck({
  id: 'migration-not-in-journal',
  title: 'A migration that the journal does not name',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['journal-sql-mismatch'],
  sources: [],
  message: '{path} never runs: the journal does not name it.',
  why:
    'The migrator runs what `meta/_journal.json` names, and says nothing of other files. The code ' +
    'would be deployed without the change that it counts on.',
  todo:
    'Add an entry to the journal: run `drizzle-kit generate --custom --name {name}`, and move the SQL ' +
    'into the file that it makes. If the file is no migration, keep it in another folder.',
  variants: {
    leftover: {
      message: '{path} never runs: the journal names {other} under its number.',
      why:
        'The migrator runs what `meta/_journal.json` names. The file was probably left over when the ' +
        'migration was generated again, and misleads whoever reads the folder.',
      todo: 'Delete the file, or generate a migration of its own for what it does.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a migration written by hand, without an entry',
        trees: {
          base,
          head: { ...base, 'drizzle/0001_backfill.sql': 'UPDATE users SET a = b WHERE a IS NULL;' },
        },
        lines: [1],
      },
      {
        title: 'left over from before the migration was generated again',
        trees: {
          base,
          head: { ...exampleHistory([users, posts]), 'drizzle/0001_old.sql': posts.sql },
        },
        lines: [1],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'each file has its entry',
        trees: { base, head: exampleHistory([users, posts]) },
      },
      {
        title: 'one that base has already',
        trees: {
          base: { ...base, 'drizzle/0001_old.sql': posts.sql },
          head: { ...exampleHistory([users, posts]), 'drizzle/0001_old.sql': posts.sql },
        },
      },
    ],
  },
  history(visit) {
    const { journal } = visit.merged;
    if (!journal || journal.problem) return;
    const named = new Set(journal.entries.map(({ tag }) => tag));
    for (const { tag, path, oid } of visit.merged.migrations.values()) {
      const isNew = visit.head.migrations.has(tag) && !visit.mergeBase.migrations.has(tag);
      if (named.has(tag) || !isNew || visit.base.migrations.get(tag)?.oid === oid) continue;
      const other = journal.entries.find((entry) => prefixOf(entry.tag) === prefixOf(tag));
      const data = { path, name: tag.replace(/^\d+_/, ''), other: other?.tag ?? '' };
      const place = { path, at: startOfFile, data };
      if (other) visit.report({ ...place, variant: 'leftover', severity: 'warning' });
      else visit.report(place);
    }
  },
});
