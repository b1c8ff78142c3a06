import type { DataType } from './data-type.ts';
import { writeQualified } from './identifier.ts';

/** How people write catalog names; `()` is where modifiers go, else they go to the end. */
const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    bool: 'boolean',
    float4: 'real',
    float8: 'double precision',
    bpchar: 'char',
    char: '"char"',
    varbit: 'bit varying',
    timestamptz: 'timestamp() with time zone',
    timetz: 'time() with time zone',
  }),
);

/** Field masks of utils/timestamp.h and utils/datetime.h: `1 << YEAR`, … */
const intervalFields: Readonly<Record<number, string>> = {
  4: 'year',
  2: 'month',
  6: 'year to month',
  8: 'day',
  1024: 'hour',
  2048: 'minute',
  4096: 'second',
  1032: 'day to hour',
  3080: 'day to minute',
  7176: 'day to second',
  3072: 'hour to minute',
  7168: 'hour to second',
  6144: 'minute to second',
};

/** Writes a type as people do: `varchar(50)`, `timestamp with time zone`, `integer[]`. */
export function formatType(type: DataType): string {
  return baseOf(type) + '[]'.repeat(type.dimensions);
}

function baseOf({ schema, name, modifiers }: DataType): string {
  if (schema !== null) return writeQualified(schema, name) + parenthesised(modifiers);
  if (name === 'interval') return formatInterval(modifiers);
  if (name === 'numeric' && modifiers[1] === 0) return `numeric(${modifiers[0]})`;
  const spelling = spellings.get(name) ?? name;
  const given = parenthesised(modifiers);
  return spelling.includes('()') ? spelling.replace('()', given) : spelling + given;
}

function formatInterval([precision, mask]: readonly number[]): string {
  if (mask === undefined) return `interval${precision === undefined ? '' : `(${precision})`}`;
  const fields = intervalFields[mask] ?? '';
  const hasPrecision = fields.endsWith('second') && precision !== 6;
  return `interval ${fields}${hasPrecision ? `(${precision})` : ''}`;
}

function parenthesised(modifiers: readonly number[]): string {
  return modifiers.length === 0 ? '' : `(${modifiers.join(',')})`;
}

/** The field mask of an interval's words, `year to month`; undefined when they are none. */
export function intervalMask(words: string): number | undefined {
  const entry = Object.entries(intervalFields).find(([, fields]) => fields === words);
  return entry && Number(entry[0]);
}
