import { expect, test } from '@jest/globals';
import { isMigratorFile, learnMigrator, migratorFiles } from '../../src/drizzle/migrator.ts';

const stock = `
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
await migrate(db, { migrationsFolder: 'drizzle' });`;

/** As a team wrote it first: a transaction for each, and the time of the last one. */
const byWhen = `
import { readMigrationFiles } from "drizzle-orm/migrator";
// migrate() of drizzle-orm runs all in one transaction: not here
const migrations = readMigrationFiles({ migrationsFolder: "drizzle" });
const rows = await db.execute(sql\`SELECT created_at FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 1\`);
const last = rows.rows[0];
for (const migration of migrations) {
  if (!last || Number(last.created_at) < migration.folderMillis) {
    await db.transaction(async (tx) => {
      for (const stmt of migration.sql) await tx.execute(sql.raw(stmt));
    });
  }
}`;

const byHash = byWhen.replace(
  '!last || Number(last.created_at) < migration.folderMillis',
  '!applied.has(migration.hash)',
);

test.each([
  ["drizzle-orm's migrate()", { 'src/migrate.ts': stock }, 'drizzle', 'all', 'when'],
  [
    'its driver without transactions',
    { 'src/migrate.ts': stock.replaceAll('node-postgres', 'neon-http') },
    'drizzle',
    'none',
    'when',
  ],
  [
    'drizzle-kit in a script',
    { 'package.json': '{"scripts": {"migrate": "drizzle-kit migrate"}}' },
    'drizzle',
    'all',
    'when',
  ],
  ['an own runner by time', { 'src/migrate.ts': byWhen }, 'own', 'each', 'when'],
  ['an own runner by hash', { 'src/migrate.ts': byHash }, 'own', 'each', 'hash'],
  [
    'one that is spread over two files',
    {
      'src/migrate.ts':
        "import { readMigrationFiles } from 'drizzle-orm/migrator';\nrun(readMigrationFiles(c));",
      'src/migration-runner.ts': byHash,
    },
    'own',
    'each',
    'hash',
  ],
  [
    'one transaction around the loop',
    {
      'm.ts': `readMigrationFiles(c);\nawait db.transaction(async (tx) => {\nfor (const migration of migrations) if (!done.has(migration.hash)) await run(tx, migration);\n});`,
    },
    'own',
    'all',
    'hash',
  ],
  [
    'one whose rules cannot be read',
    {
      'm.ts':
        'const all = readMigrationFiles(c);\nfor (const migration of all) await apply(migration, db);',
    },
    'own',
    null,
    null,
  ],
  [
    'one that reads the files only to show what is pending',
    {
      'src/migrate.ts': stock,
      'src/migration-status.ts':
        'const all = readMigrationFiles(c);\nconst rows = await db.execute(sql`SELECT hash FROM drizzle.__drizzle_migrations`);\nfor (const migration of all) if (!seen.has(migration.hash)) console.log(migration);',
    },
    'drizzle',
    'all',
    'when',
  ],
  [
    'a status page beside drizzle-kit',
    {
      'src/migration-status.ts':
        'await db.execute("SELECT count(*) FROM drizzle.__drizzle_migrations")',
      'package.json': '{"scripts": {"migrate": "drizzle-kit migrate"}}',
    },
    'drizzle',
    'all',
    'when',
  ],
  [
    'an own runner beside a script of drizzle-kit',
    {
      'src/migrate.ts': `${byHash}\nawait db.execute(sql\`INSERT INTO drizzle.__drizzle_migrations VALUES (1)\`);`,
      'package.json': '{"scripts": {"migrate:old": "drizzle-kit migrate"}}',
    },
    'own',
    'each',
    'hash',
  ],
  [
    'a transaction that has nothing to do with the loop',
    {
      'm.ts': `${byHash.replace('db.transaction(async (tx) => {', 'run(async () => {').replace('tx.execute', 'db.execute')}\nawait db.transaction((tx) => seed(tx));`,
    },
    'own',
    'none',
    'hash',
  ],
  [
    'BEGIN and COMMIT around the loop, with globs that look like comments',
    {
      'm.js': `const all = readMigrationFiles(c); const glob = 'drizzle/**/*.sql';\nawait client.query('BEGIN');\nfor (const migration of all) {\n  if (names.has(migration.name)) continue;\n  await client.query(migration.sql);\n}\nawait client.query('COMMIT'); // and again: client.query('BEGIN')`,
    },
    'own',
    'all',
    'name',
  ],
])('%s', (_, files, kind, transaction, pending) => {
  expect(learnMigrator(new Map(Object.entries(files as Record<string, string>)))).toMatchObject({
    kind,
    transaction,
    pending,
  });
});

test('nothing is learned from what has nothing to do with it', () => {
  const files = new Map([
    ['src/migrate-users.ts', 'for (const migration of migrations) await db.transaction(f);'],
    ['package.json', '{"scripts": {"generate": "drizzle-kit generate"}}'],
  ]);
  expect(learnMigrator(files)).toBeNull();
});

test('files are looked for in the package of the folder, and only by name', () => {
  const paths = [
    'package.json',
    'packages/db/package.json',
    'packages/db/src/migrate.ts',
    'packages/db/src/migration-runner.ts',
    'packages/db/src/__tests__/migrate.test.ts',
    'packages/db/src/schema.ts',
    'packages/db/drizzle/0000_a.sql',
    'packages/db/drizzle/migrate.ts',
    'packages/web/src/migrate.ts',
    'scripts/run-migrations.mjs',
  ];
  expect(migratorFiles(paths.filter(isMigratorFile), 'packages/db/drizzle')).toEqual([
    'packages/db/drizzle/migrate.ts',
    'scripts/run-migrations.mjs',
    'packages/db/src/migrate.ts',
    'packages/db/src/migration-runner.ts',
    'packages/db/package.json',
    'package.json',
  ]);
});
