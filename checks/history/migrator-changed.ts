import {
  defineCheck,
  exampleHistory,
  type HistoryVisit,
  skippedEntries,
  startOfFile,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const late = { tag: '0001_posts', when: 1_750_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const tags = { tag: '0002_tags', when: 1_770_000_000_000, sql: 'CREATE TABLE tags (id text);' };

const byWhen = `import { readMigrationFiles } from 'drizzle-orm/migrator';
for (const migration of readMigrationFiles(config)) {
  if (last < migration.folderMillis) await db.transaction((tx) => run(tx, migration));
}`;
const byHash = byWhen.replace('last < migration.folderMillis', '!applied.has(migration.hash)');
const stock = `import { migrate } from 'drizzle-orm/node-postgres/migrator';
await migrate(db, { migrationsFolder: 'drizzle' });`;
const history = exampleHistory([users, late, tags]);
const linear = exampleHistory([users, tags]);

export default defineCheck({
  id: 'migrator-changed',
  title: 'The change replaces how migrations are run',
  category: 'history',
  severity: 'warning',
  onError: 'accept',
  needs: 'history',
  covers: [],
  sources: [],
  message: 'The way that migrations run changes, from {before} to {after}.',
  why:
    'The next deploy runs what was merged by the new rule. No merged migration starts or stops to run ' +
    'by it.',
  todo: 'Try it on a copy of production that holds its table of migrations.',
  variants: {
    starts: {
      why:
        'The old migrator skipped {tags} for ever, since a later `when` was applied before. The new one ' +
        'does not find them in its table, and runs them at the next deploy, long after what was merged ' +
        'meanwhile.',
      todo:
        'Make sure that each of them still applies to production as it is, and that what people did by ' +
        'hand meanwhile is not in its way. What must not run gets its row first:\n\n```sql\nINSERT INTO ' +
        'drizzle.__drizzle_migrations (hash, created_at) VALUES (…, …);\n```',
    },
    stops: {
      why:
        'The new migrator skips {tags} for ever where they have not run yet: their `when` is not later ' +
        'than the newest one that is applied.',
      todo: 'Give them a later `when`, or keep the old rule.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'by hash in place of by time: a migration that was skipped will run',
        trees: {
          base: { ...history, 'package.json': '{}', 'src/migrate.ts': byWhen },
          head: { ...history, 'package.json': '{}', 'src/migrate.ts': byHash },
        },
        lines: [1],
        severity: 'error',
      },
      {
        title: "a transaction for each migration in place of Drizzle's one for all",
        trees: {
          base: { ...linear, 'package.json': '{}', 'src/migrate.ts': stock },
          head: { ...linear, 'package.json': '{}', 'src/migrate.ts': byWhen },
        },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the same rules in other words',
        trees: {
          base: { ...history, 'package.json': '{}', 'src/migrate.ts': byHash },
          head: {
            ...history,
            'package.json': '{}',
            'src/migrate.ts': `${byHash}\nconsole.log('done');`,
          },
        },
      },
    ],
  },
  history(visit) {
    const { migrator, migratorBefore, merged } = visit;
    const before = rulesOf(migratorBefore);
    const after = rulesOf(migrator);
    const path = migrator.path ?? migratorBefore.path;
    if (before === after || path === null || migratorBefore.from === 'assumed') return;
    const place = { path, at: startOfFile };
    const data = { before: { prose: before }, after: { prose: after } };
    const about = [before, after];

    const skipped = skippedTags(visit);
    const isByTime = migrator.pending === 'when';
    const wasByTime = migratorBefore.pending === 'when';
    if (isByTime === wasByTime || skipped.length === 0) visit.report({ ...place, data, about });
    else {
      const variant = wasByTime ? 'starts' : 'stops';
      const tags = skipped.filter((tag) => merged.migrations.has(tag));
      visit.report({ ...place, variant, severity: 'error', about, data: { ...data, tags } });
    }
  },
});

/** From time to hash, what was skipped will run; from hash to time, what is pending and not later stops. */
function skippedTags(visit: HistoryVisit): string[] {
  if (visit.migratorBefore.pending === 'when') return skippedEntries(visit.released);
  return visit.pending.filter(({ fate }) => fate === 'skipped').map(({ entry }) => entry.tag);
}

const wrapping = {
  all: 'all in one transaction',
  each: 'each in its own transaction',
  none: 'without a transaction',
} as const;

const picking = { when: 'by time', hash: 'by hash', name: 'by name' } as const;

function rulesOf({ transaction, pending, unsure = [] }: HistoryVisit['migrator']): string {
  const wraps = unsure.includes('transaction') ? 'transactions unknown' : wrapping[transaction];
  const picks = unsure.includes('pending') ? 'order unknown' : picking[pending];
  return `“${wraps}, ${picks}”`;
}
