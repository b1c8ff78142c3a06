import { afterAll, expect, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/example-history.ts';
import { createParser } from '../../src/sql/parser.ts';
import { readProjects } from '../../src/review/projects.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { changeOf } from '../memory-change.ts';
import { inShort, reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const drop = { tag: '0001_drop', when: 1_770_000_000_000, sql: 'DROP TABLE users;' };
const base = exampleHistory([users]);
const head = exampleHistory([users, drop]);
const migrator = { transaction: 'all', pending: 'when' } as const;

/** The same files in another folder. */
function moved(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const entries = Object.entries(files).map(([path, text]) => [
    path.replace('drizzle', folder),
    text,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

test('a project that the change moves stays the project that it was', async () => {
  const plain = await reviewTrees(parse, { base, head: moved(base, 'db/migrations') });
  expect(plain.findings).toEqual([]);
  const more = await reviewTrees(parse, { base, head: moved(head, 'db/migrations') });
  expect(more.findings.map(({ check, path }) => `${check} ${path}`)).toEqual([
    'drop-table db/migrations/0001_drop.sql',
  ]);
  expect(more.statistics).toMatchObject({ migrations: 1, statements: 1 });
});

test('a project that base moved is reviewed where it is now', async () => {
  const trees = { mergeBase: base, base: moved(base, 'db'), head: { ...moved(base, 'db') } };
  expect((await reviewTrees(parse, trees)).findings).toEqual([]);
});

test('a new project, a deleted one, one inside another', async () => {
  expect((await reviewTrees(parse, { base: {}, head })).findings).toEqual([]);
  const deleted = await reviewTrees(parse, { base, head: {} });
  expect(inShort(deleted.findings)).toEqual(['merged-migration-changed 1']);
  const nested = await reviewTrees(parse, {
    base: { ...base, ...moved(base, 'drizzle/inner') },
    head: { ...base, ...moved(head, 'drizzle/inner') },
  });
  expect(nested.findings.map(({ path }) => path)).toEqual(['drizzle/inner/0001_drop.sql']);
});

test('what two projects have alike are two findings', async () => {
  const trees = { base: { ...base, ...moved(base, 'b') }, head: { ...head, ...moved(head, 'b') } };
  const { findings } = await reviewTrees(parse, trees);
  expect(findings.map(({ path }) => path)).toEqual(
    ['drizzle/0001_drop.sql', 'b/0001_drop.sql'].sort(),
  );
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test('the dialect that a journal claims does not switch the review off', async () => {
  const path = 'drizzle/meta/_journal.json';
  const claimed = { ...head, [path]: head[path]!.replace('postgresql', 'mysql') };
  expect(inShort((await reviewTrees(parse, { base, head: claimed })).findings)).toContain(
    'drop-table 1',
  );
  const mysql = { ...base, [path]: base[path]!.replace('postgresql', 'mysql') };
  const { findings, leftAlone } = await reviewTrees(parse, { base: mysql, head: claimed });
  expect(findings).toEqual([]);
  expect(leftAlone).toEqual([{ folder: 'drizzle', dialect: 'mysql' }]);
});

test('a configured project that is not there is said', async () => {
  const projects = [{ migrations: 'gone', schema: null, migrator, learnMigrator: false }];
  const { skipped, findings } = await reviewTrees(parse, { base, head }, { projects });
  expect(findings).toEqual([]);
  expect(skipped).toContainEqual({
    check: 'drop-table',
    because: 'the configuration names gone, which holds no migrations of Drizzle',
  });
});

test('an entry whose file is missing, where a snapshot says what it did', async () => {
  const lost = exampleHistory([{ ...users, sql: null }]);
  const { findings } = await reviewTrees(parse, {
    base: lost,
    head: exampleHistory([{ ...users, sql: null }, drop]),
  });
  expect(inShort(findings)).toEqual(['drop-table 1']);
});

test('only what is new: an epic branch has its own findings already', async () => {
  const again = { tag: '0002_again', when: 1_780_000_000_000, sql: 'DROP TABLE users;' };
  const trees = { released: base, base: head, head: exampleHistory([users, drop, again]) };
  const { findings, statistics } = await reviewTrees(parse, trees);
  expect(findings.filter(({ path }) => path === 'drizzle/0001_drop.sql')).toEqual([]);
  expect(statistics).toMatchObject({ migrations: 1, statements: 1, known: 1 });
});

test('the schema that drizzle.config names, before the change and with it', async () => {
  const config = (more: string) => ({
    'drizzle.config.ts': `export default { schema: 'db/schema.ts', ${more} };`,
    'db/schema.ts': '',
    'db/tables.ts': '',
  });
  const trees = {
    base: { ...base, ...config('') },
    head: { ...head, ...config("casing: 'snake_case'") },
  };
  const { projects } = await readProjects(changeOf(trees), defaultSettings);
  const schema = { entry: ['db/schema.ts'], casing: null, isCasingUnknown: false };
  expect(projects[0]?.configs).toMatchObject({
    base: { schema },
    merged: { schema: { ...schema, casing: 'snake_case' } },
  });

  const named = { migrations: 'drizzle', schema: ['db/tables.ts'], migrator, learnMigrator: true };
  const configured = { ...defaultSettings, projects: [named] };
  const read = await readProjects(changeOf(trees), configured);
  expect(read.projects[0]?.configs.merged.schema).toEqual({
    entry: ['db/tables.ts'],
    casing: 'snake_case',
    isCasingUnknown: false,
  });
});
