import { expect, test } from '@jest/globals';
import { foldersOfMigrations, timeOfName } from '../../src/drizzle/folder-layout.ts';
import { readProjects } from '../../src/review/projects.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { exampleFolders } from '../../src/review/example-history.ts';
import { changeOf } from '../memory-change.ts';

const init = { name: '20260101000000_init', sql: 'CREATE TABLE a (id int);' };
const next = { name: '20260102000000_next', sql: 'CREATE TABLE b (id int);' };
const base = exampleFolders([init]);

test("folders of drizzle-kit 1, and not Prisma's", () => {
  const paths = [
    'db/drizzle/20260101000000_init/migration.sql',
    'db/drizzle/20260101000000_init/snapshot.json',
    'prisma/migrations/20260101000000_init/migration.sql',
    'prisma/migrations/migration_lock.toml',
    '20260101000000_root/migration.sql',
    '20260101000000_root/snapshot.json',
  ];
  expect(foldersOfMigrations(paths).sort()).toEqual(['', 'db/drizzle']);
  expect(timeOfName('20260102030405_x')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  expect(timeOfName('0001_x')).toBeNull();
});

test('what is pending goes by name, also for what was said of Drizzle’s migrator', async () => {
  const early = { ...next, name: '20250101000000_late_merge' };
  const package_ = { 'package.json': '{"scripts": {"m": "drizzle-kit migrate"}}' };
  const trees = {
    base: { ...base, ...package_ },
    head: { ...exampleFolders([early, init]), ...base, ...package_ },
  };
  const { projects } = await readProjects(changeOf(trees), defaultSettings);
  expect(projects[0]?.migrators.merged).toMatchObject({ from: 'drizzle', pending: 'name' });
  expect(projects[0]?.histories.merged.journal?.entries.map(({ tag }) => tag)).toEqual([
    early.name,
    init.name,
  ]);
});

test('a project of another database is left alone', async () => {
  const sqlite = (files: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replace('"postgres"', '"sqlite"')]),
    );
  const trees = { base: sqlite(base), head: sqlite(exampleFolders([init, next])) };
  const { projects, others } = await readProjects(changeOf(trees), defaultSettings);
  expect(projects).toEqual([]);
  expect(others).toEqual([{ folder: 'drizzle', dialect: 'sqlite' }]);
});
