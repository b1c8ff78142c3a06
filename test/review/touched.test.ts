import { afterAll, expect, test } from '@jest/globals';
import { touchedTables } from '../../src/review/touched.ts';
import { compare } from '../../src/schema/compare.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changed } from '../schema/folded.ts';

const parser = createParser();
afterAll(() => parser.close());

async function touched(released: string, change: string) {
  const { before, after } = await changed(parser, released, change);
  return touchedTables(compare(before, after), after);
}

const released = `
  create table users (id int primary key); create table teams (id int primary key);
  create table "Orders" (id int primary key, user_id int references users, note text);
  create table others (id int primary key, user_id int references users);`;

test('a table with a new column, and what it references', async () => {
  const tables = await touched(
    released,
    'alter table "Orders" add team_id int not null unique references teams; create index on others (user_id);',
  );
  expect(tables.map(({ name, isOther }) => [name, isOther])).toEqual([
    ['users', true],
    ['teams', true],
    ['"Orders"', false],
  ]);
  expect(tables[2]).toMatchObject({
    isNew: false,
    columns: [
      { name: 'id', key: 'primary', change: null },
      { name: 'user_id', key: 'foreign', change: null },
      { name: 'note', key: null, change: null },
      { name: 'team_id', type: 'integer', key: 'foreign', change: 'added' },
    ],
    references: [
      { to: 'users', columns: ['user_id'], isOptional: true, isUnique: false },
      { to: 'teams', columns: ['team_id'], isOptional: false, isUnique: true },
    ],
  });
});

test('new and renamed tables are touched, those that only reference them are not', async () => {
  const tables = await touched(
    released,
    'alter table teams rename to groups; create table news (id int primary key, by int references groups);',
  );
  expect(tables.map(({ name, isNew, isOther }) => [name, isNew, isOther])).toEqual([
    ['groups', false, false],
    ['news', true, false],
  ]);
});
