import { defineCheck, exampleHistory, newEntries, placeOfEntry } from '../../src/review/check.ts';

const users = { tag: '_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const numbered = { ...users, tag: '0000_users' };

export default defineCheck({
  id: 'migrations-without-prefix',
  title: 'Migrations without a prefix share one snapshot',
  category: 'history',
  severity: 'warning',
  onError: 'accept',
  needs: 'history',
  covers: ['snapshot-chain-fork'],
  sources: [],
  message: '{tag} has no prefix, so its snapshot will never be read.',
  why:
    "With `migrations: { prefix: 'none' }` drizzle-kit writes every snapshot to `_snapshot.json` and " +
    'leaves files with that name out when it reads, so each `drizzle-kit generate` makes the whole ' +
    'schema anew (drizzle-kit 0.31).',
  todo:
    "Set `migrations: { prefix: 'index' }` in the configuration of drizzle-kit, delete this migration " +
    'and `_snapshot.json`, and generate it again.',
  examples: {
    flagged: [
      {
        title: "a configuration with `prefix: 'none'`",
        trees: { base: {}, head: exampleHistory([users]) },
        lines: [5],
      },
    ],
    accepted: [
      {
        title: 'the usual prefix',
        trees: { base: {}, head: exampleHistory([numbered]) },
      },
    ],
  },
  history(visit) {
    for (const { tag } of newEntries(visit)) {
      if (!tag.startsWith('_') || !visit.head.snapshots.has('')) continue;
      visit.report({ ...placeOfEntry(visit, tag), data: { tag }, cause: 'prefix' });
    }
  },
});
