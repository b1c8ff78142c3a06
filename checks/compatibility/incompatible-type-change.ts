import {
  type ColumnTypeChange,
  columnTypeChanges,
  type DataType,
  defineCheck,
  formatType,
  isRetypedLater,
  keyOf,
  type Report,
  type Schema,
  wasDeclared,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'incompatible-type-change',
  title: 'A column changes to a type that the running code reads wrongly',
  category: 'compatibility',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AlterColumnType'],
  needsState: true,
  covers: ['incompatible-type-change'],
  sources: [
    { tool: 'squawk', rule: 'changing-column-type' },
    { tool: 'bytebase', rule: 'COLUMN_DISALLOW_CHANGE_TYPE' },
    { tool: 'django-migration-linter', rule: 'ALTER_COLUMN' },
  ],
  message: 'Changes {column} from {from} to {to}, which the running code cannot read.',
  why:
    'Drizzle converts values by the type that the code declares. From the migration until the new ' +
    'version runs everywhere, code that declares {from} gets values of {to} as they come. Open ' +
    'connections with a named prepared statement fail (0A000: cached plan must not change result type).',
  todo:
    'Add a column of the new type beside the old one, write both, fill the older rows, read the new ' +
    'one, and drop the old one in a later release. Or stop the old version before the migration.',
  variants: {
    zone: {
      message: 'Adds a time zone to {column}, which the running code leaves out of account.',
      why:
        'PostgreSQL now writes the values in the time zone of the session, with its offset, and ' +
        '`timestamp()` without `withTimezone` reads the same digits as UTC. Unless sessions are in UTC, ' +
        'the running code shifts every date until the new version runs everywhere.',
      todo: 'Make sure that the sessions of the code are in UTC: `SHOW timezone;`.',
    },
    zoneless: {
      message: 'Takes the time zone from {column}, which the running code relies on.',
      why:
        'PostgreSQL now writes the values without an offset, and `timestamp({ withTimezone: true })` ' +
        'reads them in the zone of the process. Unless that is UTC, as the values are, the running ' +
        'code shifts every date until the new version runs everywhere.',
      todo: 'Make sure that the code runs in UTC: `TZ=UTC`.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a time zone',
        severity: 'notice',
        released: 'CREATE TABLE users (born timestamp);',
        sql: 'ALTER TABLE users ALTER COLUMN born SET DATA TYPE timestamp with time zone;',
        lines: [1],
      },
      {
        title: 'text that becomes JSON',
        released: 'CREATE TABLE users (tags text);',
        sql: 'ALTER TABLE users ALTER COLUMN tags TYPE jsonb USING tags::jsonb;',
        lines: [1],
      },
      {
        title: 'one value that becomes several',
        released: 'CREATE TABLE users (tag text);',
        sql: 'ALTER TABLE users ALTER COLUMN tag TYPE text[] USING ARRAY[tag];',
        lines: [1],
      },
      {
        title: 'a number that becomes a truth',
        released: 'CREATE TABLE users (admin integer);',
        sql: 'ALTER TABLE users ALTER COLUMN admin TYPE boolean USING admin = 1;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'numbers, which Drizzle converts',
        released: 'CREATE TABLE users (a integer, b numeric, c real);',
        sql:
          'ALTER TABLE users ALTER COLUMN a TYPE bigint, ALTER COLUMN b TYPE double precision, ' +
          'ALTER COLUMN c TYPE numeric;',
      },
      {
        title: 'what stays a string, or can be read as JSON',
        released:
          "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE users (a varchar(5), b mood, c json);",
        sql:
          'ALTER TABLE users ALTER COLUMN a TYPE text, ALTER COLUMN b TYPE text, ' +
          'ALTER COLUMN c TYPE jsonb;',
      },
      {
        title: 'a table of the same change',
        sql: 'CREATE TABLE users (born timestamp);\nALTER TABLE users ALTER COLUMN born TYPE timestamptz;',
      },
    ],
  },
  statement(visit) {
    for (const change of columnTypeChanges(visit)) {
      const { table, column, from, to } = change;
      if (!from || !wasDeclared(visit, table, column)) continue;
      if (isRetypedLater(visit, table, column) || isReadable(visit.before, change)) continue;
      const [one, other] = [formatType(from), formatType(to)];
      visit.report({
        data: { column: `${written(table)}.${column}`, from: one, to: other },
        ...(from.dimensions === to.dimensions && zoneVariant(from, to)),
      });
    }
  },
});

const light = { severity: 'notice' } as const;

/** With sessions and code in UTC, as is usual, all reads stay right. */
function zoneVariant(from: DataType, to: DataType): Pick<Report, 'variant' | 'severity'> {
  if (from.name === 'timestamp' && to.name === 'timestamptz') return { ...light, variant: 'zone' };
  if (from.name === 'timestamptz' && to.name === 'timestamp')
    return { ...light, variant: 'zoneless' };
  return {};
}

/** Whether code that declares the old type gets from the new one what it expects. */
function isReadable(schema: Schema, { from, to }: ColumnTypeChange): boolean {
  if (!from) return true;
  if (from.dimensions > 0 !== to.dimensions > 0) return false;
  const [old, now] = [shapeOf(schema, from), shapeOf(schema, to)];
  // A string holds whatever was written before as text, and Drizzle reads numbers and JSON from it.
  return old === null || now === null || old === now || (now === 'string' && converts.has(old));
}

/** The shapes whose columns in Drizzle read a string too. */
const converts: ReadonlySet<string> = new Set(['number', 'json', 'date', 'time']);

/** What a driver makes of a type of pg_catalog, as Drizzle sets it up; null where that is not known. */
const shapes: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'bytes',
  date: 'date',
  json: 'json',
  jsonb: 'json',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  ...Object.fromEntries(['bpchar', 'text', 'uuid', 'varchar'].map((name) => [name, 'string'])),
  ...Object.fromEntries(
    ['float4', 'float8', 'int2', 'int4', 'int8', 'numeric'].map((name) => [name, 'number']),
  ),
};

function shapeOf({ enums }: Schema, { schema, name }: DataType): string | null {
  if (schema === null) return shapes[name] ?? null;
  return enums.has(keyOf({ schema, name })) ? 'string' : null;
}
