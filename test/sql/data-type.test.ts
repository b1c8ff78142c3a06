import { afterAll, expect, test } from '@jest/globals';
import { formatType } from '../../src/sql/format-type.ts';
import { createParser } from '../../src/sql/parser.ts';
import { dataTypeOf } from '../../src/sql/type-name.ts';
import { parseTypeText } from '../../src/sql/type-text.ts';

const parser = createParser();
afterAll(() => parser.close());

/** The type as PostgreSQL's grammar reads it. */
async function grammarType(text: string) {
  const [parsed] = await parser.parse([`create table t (c ${text})`]);
  const node = parsed?.statements[0]?.node;
  const element = node && 'CreateStmt' in node ? node.CreateStmt.tableElts?.[0] : undefined;
  if (!element || !('ColumnDef' in element)) throw new Error(`${text} is no type`);
  return dataTypeOf(element.ColumnDef.typeName ?? {});
}

test.each([
  ['int', 'integer'],
  ['int8', 'bigint'],
  ['bool', 'boolean'],
  ['float(24)', 'real'],
  ['float', 'double precision'],
  ['decimal(10)', 'numeric(10)'],
  ['numeric(10, 2)', 'numeric(10,2)'],
  ['numeric(3,-2)', 'numeric(3,-2)'],
  ['char', 'char(1)'],
  ['character varying(50)', 'varchar(50)'],
  ['"char"', '"char"'],
  ['bit', 'bit(1)'],
  ['bit varying(8)', 'bit varying(8)'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp (3) with time zone', 'timestamp(3) with time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['time(3) with time zone', 'time(3) with time zone'],
  ['interval', 'interval'],
  ['interval(3)', 'interval(3)'],
  ['interval year to month', 'interval year to month'],
  ['interval day to second(3)', 'interval day to second(3)'],
  ['integer[2][3]', 'integer[][]'],
  ['text array', 'text[]'],
  ['varchar(50)[]', 'varchar(50)[]'],
  ['pg_catalog.int4', 'integer'],
  ['"MyEnum"', '"MyEnum"'],
  ['auth."Role"[]', 'auth."Role"[]'],
  ['public.mood', 'mood'],
  ['vector(1536)', 'vector(1536)'],
  ['geometry(Point, 4326)', 'geometry(4326)'],
  ['bigserial', 'bigint'],
])('%s is one type for the grammar and as text, and is written %s', async (text, written) => {
  const type = parseTypeText(text);
  expect(await grammarType(text)).toEqual(type);
  expect(formatType(type)).toBe(written);
});
