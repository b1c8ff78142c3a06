import { afterAll, expect, test } from '@jest/globals';
import { createSchemaReader } from '../../../src/drizzle/engine/schema-reader.ts';
import type { PgSnapshotJson } from '../../../src/drizzle/schema/read-schema.ts';
import { readFiles } from '../schema/read.ts';

const reader = createSchemaReader();
afterAll(() => reader.close());

async function snapshotOf(code: string): Promise<PgSnapshotJson> {
  const head = `import * as pg from 'drizzle-orm/pg-core'; const { pgTable, text, integer, pgEnum, pgView } = pg;`;
  const { snapshot } = await readFiles(reader, { 'schema.ts': `${head} ${code}` });
  if (!snapshot) throw new Error('no snapshot');
  return snapshot;
}

test('what could be a rename is dropped and added, both ways, without a question', async () => {
  const before = await snapshotOf(
    `export const a = pgTable('a', { id: text('id'), old: text('old') }); export const gone = pgTable('gone', { id: text('id') });`,
  );
  const after = await snapshotOf(
    `export const a = pgTable('a', { id: text('id'), fresh: text('fresh') }); export const come = pgTable('come', { id: text('id') });`,
  );
  expect(await reader.generateSql(before, after)).toEqual([
    'CREATE TABLE "come" (\n\t"id" text\n);\n',
    'ALTER TABLE "a" ADD COLUMN "fresh" text;',
    'DROP TABLE "gone" CASCADE;',
    'ALTER TABLE "a" DROP COLUMN "old";',
  ]);
  expect(await reader.generateSql(after, before)).toEqual([
    'CREATE TABLE "gone" (\n\t"id" text\n);\n',
    'ALTER TABLE "a" ADD COLUMN "old" text;',
    'DROP TABLE "come" CASCADE;',
    'ALTER TABLE "a" DROP COLUMN "fresh";',
  ]);
});

test('equal snapshots need nothing', async () => {
  const snapshot = await snapshotOf(`export const a = pgTable('a', { id: text('id') });`);
  expect(await reader.generateSql(snapshot, snapshot)).toEqual([]);
});

test('what is no snapshot rejects, and the next question is answered', async () => {
  const snapshot = await snapshotOf(`export const a = pgTable('a', { id: text('id') });`);
  await expect(reader.generateSql({ version: '7', tables: 'none' }, snapshot)).rejects.toThrow();
  await expect(reader.generateSql({}, snapshot)).rejects.toThrow();
  expect(await reader.generateSql(snapshot, snapshot)).toEqual([]);
});

test('a reader that is closed rejects', async () => {
  const closed = createSchemaReader();
  await closed.close();
  await expect(closed.generateSql({}, {})).rejects.toThrow('has ended');
});
