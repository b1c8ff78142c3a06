import type { Column } from './tables.ts';

/** A value as PostgreSQL reads and writes it; null is NULL. */
export type Value = string | null;

const numbers: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'numeric',
  'float4',
  'float8',
  'money',
  'oid',
]);
const texts: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);
const span = (count: number): string => `[${count},${count + 1})`;
const days = (count: number): string => `[${day(count)},${day(count + 1)})`;
const zeros = (_: number, { modifier }: Column): string => '0'.repeat(Math.max(1, modifier));
const vector = (count: number, { modifier }: Column): string =>
  `[${Array.from({ length: Math.max(1, modifier) }, () => count % 10).join(',')}]`;
const time = (count: number): string => new Date(count * 60_000).toISOString().slice(11, 19);

/** Values of a type by their count; of types that are not here, the number itself. */
const makers: Readonly<Record<string, (count: number, column: Column) => string>> = {
  bool: (count) => (count % 2 === 1 ? 'false' : 'true'),
  uuid: (count) => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
  json: () => '{}',
  jsonb: () => '{}',
  date: day,
  timestamp: day,
  timestamptz: day,
  time,
  timetz: time,
  interval: (count) => `${count} days`,
  bytea: (count) => `\\x${count.toString(16).padStart(8, '0')}`,
  inet: (count) => `192.0.2.${count % 256}`,
  cidr: (count) => `192.0.2.${count % 256}`,
  macaddr: (count) => `08:00:2b:00:00:${(count % 256).toString(16).padStart(2, '0')}`,
  point: (count) => `(${count},0)`,
  bit: zeros,
  varbit: zeros,
  vector,
  halfvec: vector,
  ltree: (count, { name }) => `${name.replace(/\W/g, '_')}_${count}`,
  xml: () => '<a/>',
  hstore: () => '',
  tsvector: () => '',
  int4range: span,
  int8range: span,
  numrange: span,
  daterange: days,
  tsrange: days,
  tstzrange: days,
};

export function isNumber(column: Column): boolean {
  return numbers.has(column.base) && !column.isArray;
}

export function isText(column: Column): boolean {
  return texts.has(column.base) && !column.isArray;
}

/** Longest text of a column in characters; null without a limit. */
export function lengthLimit({ base, modifier }: Column): number | null {
  return (base === 'varchar' || base === 'bpchar') && modifier > 4 ? modifier - 4 : null;
}

/**
 * A value that an application could write, another one for another count (as far as the type has
 * as many); the same in every run.
 */
export function naturalValue(column: Column, count: number): string {
  if (column.isArray) return '{}';
  return elementValue(column, count);
}

/** The same for one element, where the column is an array. */
export function elementValue(column: Column, count: number): string {
  const { base, modifier, labels, name } = column;
  if (labels && labels.length > 0) return labels[(count - 1) % labels.length] ?? '';
  if (texts.has(base)) return cut(`${name}-${count}`, count, lengthLimit(column));
  if (base === 'numeric' && modifier >= 4) return String(count % 10 ** wholeDigits(modifier));
  if (numbers.has(base)) return String(count);
  return (makers[base] ?? String)(count, column);
}

/** numeric(precision, scale) keeps both in its modifier. */
function wholeDigits(modifier: number): number {
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  return Math.max(0, Math.min(9, precision - scale));
}

function day(count: number): string {
  return new Date(Date.UTC(2026, 0, count)).toISOString().slice(0, 10);
}

/** The count stays, since it is what makes values differ. */
function cut(text: string, count: number, limit: number | null): string {
  if (limit === null || text.length <= limit) return text;
  const end = String(count).slice(-limit);
  return text.slice(0, limit - end.length) + end;
}

/** A value as SQL, as a person would write it into this column. */
export function literal(value: Value, column?: Column): string {
  if (value === null) return 'NULL';
  if (column && isNumber(column) && /^-?\d+(\.\d+)?$/.test(value)) return value;
  if (column?.base === 'bool' && !column.isArray && /^(t|f|true|false)$/.test(value))
    return value.startsWith('t') ? 'true' : 'false';
  const text = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? `E${text.replaceAll('\\', '\\\\')}` : text;
}
