import { afterAll, describe, expect, test } from '@jest/globals';
import { createSchemaReader } from '../../../src/drizzle/engine/schema-reader.ts';
import { driftBetween } from '../../../src/drizzle/schema/drift.ts';
import type { PgSnapshotJson } from '../../../src/drizzle/schema/read-schema.ts';
import { readFiles } from './read.ts';

const reader = createSchemaReader();
afterAll(() => reader.close());

const head = `import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgEnum, pgPolicy, pgRole, pgSchema, pgSequence, pgTable, pgView, text, unique } from 'drizzle-orm/pg-core';
import { createId } from '@paralleldrive/cuid2';
import { unknown } from 'somewhere';
`;

const before = `${head}
export const status = pgEnum('status', ['a', 'b']);
export const teams = pgTable('teams', { id: text('id').primaryKey() });
export const users = pgTable('users', {
  id: text('id').primaryKey(), age: integer('age'), team: text('team').references(() => teams.id),
}, (t) => [index('age_idx').on(t.age)]);`;

async function drift(from: string, to: string, change = (snapshot: PgSnapshotJson) => snapshot) {
  const { snapshot } = await readFiles(reader, { 'schema.ts': from });
  const read = await readFiles(reader, { 'schema.ts': to });
  return driftBetween(read, change(snapshot ?? {})).map(({ kind, object, name, detail }) =>
    `${kind} ${object} ${name} ${detail}`.trim(),
  );
}

test('nothing', async () => expect(await drift(before, before)).toEqual([]));

test.each([
  ['a column', `integer('age')`, `integer('age'), mail: text('mail')`, ['added column users.mail']],
  ['a type', `integer('age')`, `text('age')`, ['changed column users.age type integer → text']],
  ['not null', `integer('age')`, `integer('age').notNull()`, ['changed column users.age not null']],
  [
    'a default',
    `integer('age')`,
    `integer('age').default(1)`,
    ['changed column users.age default none → 1'],
  ],
  ['a value', `['a', 'b']`, `['a', 'c']`, ['changed enum status values (a, b) → (a, c)']],
  ['an index', `index('age_idx').on(t.age)`, ``, ['removed index users.age_idx']],
  [
    'the order of an index',
    `.on(t.age)`,
    `.on(t.age.desc())`,
    ['changed index users.age_idx columns (age) → (age desc nulls last)'],
  ],
  [
    'what a foreign key does',
    `() => teams.id`,
    `() => teams.id, { onDelete: 'cascade' }`,
    ['changed constraint users.users_team_teams_id_fk on delete no action → cascade'],
  ],
  ['a table', `export const teams`, `const teams`, ['removed table teams']],
  [
    'row level security',
    `[index(`,
    `[pgPolicy('p', { for: 'select' }), index(`,
    ['added policy users.p'],
  ],
  [
    'a sequence',
    `export const status`,
    `export const s = pgSequence('s'); export const status`,
    ['added sequence s'],
  ],
  [
    'a view',
    `export const status`,
    `export const v = pgView('v', {}).as(sql\`select 1\`); export const status`,
    ['added view v'],
  ],
])('%s', async (_, from, to, expected) => {
  expect(await drift(before, before.replace(from, to))).toEqual(expected);
});

describe('facets that are not known are not compared', () => {
  test('what an older version of drizzle-kit left out', async () => {
    const after = before.replace(
      `[index(`,
      `[pgPolicy('p', {}), check('c', sql\`age > 0\`), index(`,
    );
    const withoutFacets = (snapshot: PgSnapshotJson): PgSnapshotJson => {
      const tables = structuredClone(snapshot.tables) as Record<string, Record<string, unknown>>;
      for (const table of Object.values(tables)) {
        delete table.policies;
        delete table.checkConstraints;
        delete table.isRLSEnabled;
      }
      return { ...snapshot, tables };
    };
    expect(await drift(before, after, withoutFacets)).toEqual([]);
  });

  test('version 6, whose indexes have names of columns only', async () => {
    const short = (snapshot: PgSnapshotJson): PgSnapshotJson => {
      const tables = structuredClone(snapshot.tables) as Record<string, { indexes: object }>;
      for (const table of Object.values(tables)) {
        table.indexes = Object.fromEntries(
          Object.keys(table.indexes).map((name) => [
            name,
            { name, columns: ['age'], isUnique: false },
          ]),
        );
      }
      return { ...snapshot, version: '6', tables };
    };
    expect(await drift(before, before, short)).toEqual([]);
  });

  test('a default that is made anew each time', async () => {
    const column = `integer('age').default(1)`;
    const volatile = `integer('age').default(createId())`;
    const [from, to] = [column, volatile].map((each) => before.replace(`integer('age')`, each));
    expect(await drift(from ?? '', to ?? '')).toEqual([]);
  });

  test('a table that cannot be read is not called removed', async () => {
    const after = before.replace(`pgTable('teams', {`, `pgTable('teams', { ...unknown,`);
    expect(await drift(before, after)).toEqual([]);
  });
});
