import type { Column } from './tables.ts';
import { elementValue, isNumber, isText, lengthLimit, naturalValue, type Value } from './values.ts';

/**
 * Values worth trying in a column that the expressions speak of, the most ordinary first: what is
 * natural, then what the expressions themselves name and what lies beside it.
 */
export function candidatesFor(
  column: Column,
  expressions: readonly string[],
  count: number,
): Value[] {
  const strings = expressions.flatMap(stringsIn);
  const values: Value[] = [...ofType(column, expressions, strings, count)];
  if (!column.notNull) values.push(null);
  return [...new Set(values)];
}

function ofType(
  column: Column,
  expressions: readonly string[],
  strings: readonly string[],
  count: number,
): string[] {
  if (column.isArray) return arraysOf(column, strings);
  if (column.labels) return [...column.labels];
  const natural = naturalValue(column, count);
  if (column.base === 'bool') return ['false', 'true'];
  if (isNumber(column)) return [...around(numbersIn(expressions, strings)), natural];
  if (isText(column)) return textsOf(column, expressions, strings, natural);
  if (column.base === 'json' || column.base === 'jsonb') return documentsOf(strings);
  if (/^(date|timestamp)/.test(column.base))
    return [natural, '2020-01-01', '2030-01-01', ...strings.filter(isDate)];
  return [natural, naturalValue(column, count + 1), ...strings];
}

function around(named: readonly number[]): string[] {
  const values = [
    1,
    0,
    ...named,
    ...named.map((each) => each + 1),
    ...named.map((each) => each - 1),
  ];
  return [...values, -1, 100].map(String);
}

function textsOf(
  column: Column,
  expressions: readonly string[],
  strings: readonly string[],
  natural: string,
): string[] {
  const lengths = numbersIn(expressions, []).filter((each) => each >= 0 && each <= 2_000);
  const ofLength = [...new Set(lengths.flatMap((each) => [each, each + 1, each - 1]))]
    .filter((each) => each > 0)
    .map((each) => 'a'.repeat(each));
  const shapes = ['a', 'A', '1', 'abc', 'a@example.com', 'https://example.com', '#ffffff', ''];
  const limit = lengthLimit(column) ?? Infinity;
  return [natural, ...strings, ...ofLength, ...shapes, 'x'].filter((each) => each.length <= limit);
}

function arraysOf(column: Column, strings: readonly string[]): string[] {
  const element = (count: number): string => quoteElement(elementValue(column, count));
  const several = [1, 2, 3, 4].map(
    (length) => `{${Array.from({ length }, (_, index) => element(index + 1)).join(',')}}`,
  );
  return ['{}', ...several, ...strings.map((each) => `{${quoteElement(each)}}`)];
}

function quoteElement(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function documentsOf(strings: readonly string[]): string[] {
  const keys = strings.filter((each) => /^\w{1,60}$/.test(each)).slice(0, 6);
  const all = Object.fromEntries(keys.map((key) => [key, 'x']));
  const objects = [
    ...keys.map((key) => ({ [key]: 'x' })),
    all,
    ...keys.map((key) => ({ [key]: 1 })),
  ];
  return ['{}', '[]', ...objects.map((each) => JSON.stringify(each)), '[1]', '"x"', '1', 'null'];
}

/** String constants of an expression as pg_get_expr writes it. */
function stringsIn(expression: string): string[] {
  return [...expression.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) =>
    text.replaceAll("''", "'"),
  );
}

/** Numbers of expressions; negative ones are written as `'-1'::integer`. */
function numbersIn(expressions: readonly string[], strings: readonly string[]): number[] {
  const bare = expressions.flatMap((each) => [
    ...each.replace(/'(?:[^']|'')*'/g, ' ').matchAll(/(?<![\w.])\d+(?:\.\d+)?(?!\w)/g),
  ]);
  const quoted = strings.filter((each) => /^-?\d+(\.\d+)?$/.test(each));
  return [...new Set([...bare.map(([text]) => Number(text)), ...quoted.map(Number)])];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text);
}
