import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { exampleDrop } from '../../src/review/example-drop.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';

const { parse, close } = createParser();
const reader = createSchemaReader();
afterAll(async () => {
  await close();
  await reader.close();
});

const about = new Set(['breaks-running-code', 'removed-column-still-used', 'drop-column']);
const drop = 'ALTER TABLE "users" DROP COLUMN "name";';

async function found(
  example: Parameters<typeof exampleDrop>[0],
  settings: Partial<Settings> = {},
  more: Readonly<Record<string, string>> = {},
) {
  const { base, head } = exampleDrop(example);
  const change = changeOf({ base: { ...base, ...more }, head: { ...head, ...more } });
  const ports = { checks: registry, parse, readSchema: reader.read };
  const { findings } = await review(change, { ...defaultSettings, ...settings }, ports);
  return findings
    .filter(({ check }) => about.has(check))
    .map(({ check, severity, evidence }) => ({
      check,
      severity,
      uses: ((evidence?.uses ?? []) as { path: string; line: number }[]).map(
        ({ path, line }) => `${path}:${line}`,
      ),
    }));
}

const broken = { check: 'breaks-running-code', severity: 'error', uses: ['src/users.ts:4'] };
const dropped = { check: 'drop-column', severity: 'notice', uses: [] };

test('the released code breaks where it still declares the column, and one finding says it', async () => {
  expect(await found({ declared: true, sql: drop })).toEqual([broken]);
  expect(await found({ declared: false, sql: drop })).toEqual([dropped]);
});

test('the order of the deploy says which version of the code meets the database', async () => {
  const change = { declared: true, sql: drop };
  expect(await found(change, { deploy: 'code-first' })).toEqual([dropped]);
  expect(await found(change, { deploy: 'stop' })).toEqual([dropped]);
});

test('rows that are read whole name every column; where nothing uses the table, its rows decide', async () => {
  const whole = {
    'src/users.ts':
      "import { db } from './db';\nexport const all = () => db.query.users.findMany();\n",
  };
  const change = { declared: true, sql: drop };
  expect(await found(change, {}, whole)).toEqual([{ ...broken, uses: ['src/users.ts:2'] }]);
  expect(await found(change, {}, { 'src/users.ts': '' })).toEqual([
    { ...dropped, severity: 'error' },
  ]);
});

test('a property of another table, and a column of that name in a select list, are no uses', async () => {
  const code = `import { db } from './db';
import { users } from './schema';
import { groups } from './groups';
export const one = () => db.select({ name: groups.id }).from(users);
export const two = async () => (await one())[0]!.name;
export const three = (name: { name: string }) => db.insert(groups).values({ id: name.name });
`;
  const groups =
    "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const groups = pgTable('groups', { id: text('id') });\n";
  const more = { 'src/users.ts': code, 'src/groups.ts': groups };
  expect(await found({ declared: true, sql: drop }, {}, more)).toEqual([
    { ...broken, uses: ['src/users.ts:4'] },
  ]);
});

test('where the schema cannot be read, what the snapshot declares counts as before', async () => {
  const unread = { 'src/schema.ts': "export * from 'somewhere-else';\n" };
  expect(await found({ declared: true, sql: drop }, {}, unread)).toEqual([
    { check: 'drop-column', severity: 'error', uses: [] },
  ]);
});
