import {
  defineCheck,
  exampleHistory,
  type History,
  newEntries,
  placeOfEntry,
  recordedChanges,
  snapshotOf,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const backfill = {
  tag: '0001_backfill',
  when: 1_770_000_000_000,
  sql: 'UPDATE users SET id = id;',
  snapshot: null,
};

export default defineCheck({
  id: 'not-upgradable-to-v1',
  title: 'A gap in the snapshots, which drizzle-kit up does not get over',
  category: 'history',
  severity: 'notice',
  onError: 'accept',
  needs: 'history',
  covers: [],
  sources: [],
  message: '{tag} has no snapshot: `drizzle-kit up` to version 1 will stop here.',
  why:
    'So far each migration of this folder has its snapshot. Version 1 of drizzle-kit converts them one ' +
    'by one, and ends with `migration_snapshot_not_found_error` at the first gap. Version 1 of drizzle-orm ' +
    'refuses a folder that is not converted.',
  todo:
    'Let drizzle-kit make the migration, which writes a snapshot too, and put the SQL into its file: ' +
    '`npx drizzle-kit generate --custom`.',
  examples: {
    flagged: [
      {
        title: 'a migration of rows, added to the journal by hand',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, backfill]) },
        lines: [12],
      },
    ],
    accepted: [
      {
        title: 'a custom migration with its snapshot',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            { tag: backfill.tag, when: backfill.when, sql: backfill.sql },
          ]),
        },
      },
      {
        title: 'a folder that has a gap already',
        trees: {
          base: exampleHistory([users, backfill]),
          head: exampleHistory([
            users,
            backfill,
            { ...backfill, tag: '0002_again', when: 1_780_000_000_000 },
          ]),
        },
      },
      {
        title: 'a migration that changes the schema, which is snapshot-missing',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { ...backfill, sql: 'CREATE TABLE posts (id text);' }]),
        },
      },
    ],
  },
  history(visit) {
    const { merged, base, sqlOf } = visit;
    if (merged.layout === 'folders' || hasGap(base)) return;
    for (const { tag } of newEntries(visit)) {
      if (snapshotOf(merged, tag)) continue;
      const file = merged.migrations.get(tag);
      const sql = file && sqlOf(file);
      if (!sql || recordedChanges(sql).length > 0) continue;
      visit.report({ ...placeOfEntry(visit, tag), data: { tag }, cause: 'gap' });
    }
  },
});

function hasGap(history: History): boolean {
  return (history.journal?.entries ?? []).some(({ tag }) => !snapshotOf(history, tag));
}
