import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { exampleHistory } from '../../src/review/example-history.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { inShort } from './reviewed.ts';

const { parse, close: closeParser } = createParser();
const reader = createSchemaReader();
afterAll(async () => {
  await closeParser();
  await reader.close();
});

const checks = registry.filter(
  ({ id, needs }) => needs === 'schema' || id === 'unused-ignore' || id === 'truncate-table',
);

async function found(
  after: string,
  before = schema(''),
  settings: Partial<Settings> = {},
): Promise<string[]> {
  const tree = (text: string) => ({
    'drizzle.config.ts': `export default { schema: './schema.ts', dialect: 'postgresql' };`,
    'schema.ts': text,
    ...exampleHistory([]),
  });
  const change = changeOf({ base: tree(before), head: tree(after) });
  const ports = { checks, parse, readSchema: reader.read };
  return inShort((await review(change, { ...defaultSettings, ...settings }, ports)).findings);
}

/** A table whose columns begin on line 3. */
function schema(columns: string): string {
  return `import { pgTable, real, text } from 'drizzle-orm/pg-core';
export const items = pgTable('items', { id: text('id').primaryKey(),
${columns}
});`;
}

const price = `  price: real('price'),`;
const cost = `  cost: real('cost'),`;
const ignore = '  // db-review-ignore float-for-exact-value: an estimate';

test.each([
  ['nothing', [price], ['float-for-exact-value 3']],
  ['the line that follows', [ignore, price], ['float-for-exact-value 4 ignored']],
  [
    'only the line that follows',
    [ignore, price, cost],
    ['float-for-exact-value 4 ignored', 'float-for-exact-value 5'],
  ],
  [
    'past other comments and empty lines',
    [ignore, '  // what a shop asks', '', price],
    ['float-for-exact-value 6 ignored'],
  ],
  [
    'a column that takes several lines',
    [ignore, '  price:', `    real('price')`, '      .notNull(),'],
    ['float-for-exact-value 4 ignored'],
  ],
  [
    'without a reason',
    ['  // db-review-ignore float-for-exact-value', price],
    ['unused-ignore 3', 'float-for-exact-value 4'],
  ],
  ['a check that does not exist', ['  // db-review-ignore no-such: because'], ['unused-ignore 3']],
  [
    'where nothing is found',
    [ignore, `  name: text('name'),`, price],
    ['unused-ignore 3', 'float-for-exact-value 5'],
  ],
  ['behind code', [`${price} ${ignore}`], ['float-for-exact-value 3']],
  [
    'for a check of migrations, of which nothing is known here',
    ['  // db-review-ignore truncate-table: x'],
    [],
  ],
  [
    'the whole file',
    ['  // db-review-ignore-file float-for-exact-value: estimates', price, cost],
    ['float-for-exact-value 4 ignored'],
  ],
])('a comment ignores: %s', async (_, lines, expected) => {
  expect(await found(schema(lines.join('\n')))).toEqual(expected);
});

test('of what base has, only what is new is told, on its own line', async () => {
  expect(await found(schema(`${cost}\n${price}`), schema(price))).toEqual([
    'float-for-exact-value 3',
  ]);
  expect(await found(schema(price).replace('items', 'things'), schema(price))).toEqual([]);
});

test('an ignore of base stays silent when what it ignores is touched elsewhere', async () => {
  const base = schema(`${ignore}\n${price}`);
  expect(await found(base.replace('import', '\nimport'), base)).toEqual([]);
});

test('an entry of the configuration ignores too', async () => {
  const ignoreEntries = [
    { check: 'float-for-exact-value', path: '*.ts', reason: 'they are estimates' },
  ];
  expect(await found(schema(price), undefined, { ignoreEntries })).toEqual([
    'float-for-exact-value 3 ignored',
  ]);
});
