import {
  as,
  type DataType,
  defineCheck,
  type WrittenColumn,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'column-order-padding',
  title: 'Columns in an order that wastes bytes in every row',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt'],
  covers: ['column-order-padding'],
  sources: [
    { tool: 'atlas', rule: 'PG110' },
    { tool: 'migrationpilot', rule: 'MP061' },
  ],
  options: {
    most: {
      type: 'integer',
      minimum: 0,
      default: 8,
      what: 'How many bytes of a row may be lost to the order of its columns.',
    },
  },
  message: 'The order of the columns of {table} costs {bytes} bytes in every row.',
  why:
    'PostgreSQL starts a value of eight bytes at a place that eight divides, and so on, and fills what ' +
    'is between. Wide columns first, then narrow ones, then texts leave nothing to fill.',
  todo: 'Declare the columns of fixed width in this order: {order}; the others after them.',
  examples: {
    flagged: [
      {
        title: 'narrow and wide columns in turns',
        sql: 'CREATE TABLE a (b boolean, c bigint, d boolean, e timestamptz, f smallint, g bigint);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'wide ones first',
        sql: 'CREATE TABLE a (c bigint, e timestamptz, g bigint, f smallint, b boolean, d boolean);',
      },
      {
        title: 'a few bytes, and texts, whose length nobody knows',
        sql: 'CREATE TABLE a (b boolean, c bigint, d text, e bigint, f text, g bigint);',
      },
    ],
  },
  statement(visit) {
    const table = as(visit.statement.node, 'CreateStmt')?.relation;
    if (!table || table.relpersistence === 't') return;
    // Behind a value of variable length every place is possible, so only the columns before it count.
    const columns = writtenColumns(visit.statement);
    const end = columns.findIndex(({ type }) => widthOf(type) === null);
    const fixed = end < 0 ? columns : columns.slice(0, end);
    const sorted = fixed.toSorted((one, other) => alignment(other) - alignment(one));
    const bytes = sizeOf(fixed) - sizeOf(sorted);
    if (bytes <= visit.options.most) return;
    visit.report({ data: { table: written(table), bytes, order: sorted.map(({ name }) => name) } });
  },
});

/** Bytes of a value, and the number that divides its place (typlen and typalign of pg_type). */
const widths: Readonly<Record<string, readonly [number, number]>> = {
  bool: [1, 1],
  char: [1, 1],
  date: [4, 4],
  float4: [4, 4],
  float8: [8, 8],
  int2: [2, 2],
  int4: [4, 4],
  int8: [8, 8],
  interval: [16, 8],
  money: [8, 8],
  oid: [4, 4],
  time: [8, 8],
  timestamp: [8, 8],
  timestamptz: [8, 8],
  timetz: [12, 8],
  uuid: [16, 1],
};

function widthOf({ schema, name, dimensions }: DataType): readonly [number, number] | null {
  return schema === null && dimensions === 0 ? (widths[name] ?? null) : null;
}

function alignment({ type }: WrittenColumn): number {
  return widthOf(type)?.[1] ?? 1;
}

/** Bytes of a row with these columns, without what goes before them; null widths take none. */
function sizeOf(columns: readonly WrittenColumn[]): number {
  return columns.reduce((end, { type }) => {
    const [width, boundary] = widthOf(type) ?? [0, 1];
    return Math.ceil(end / boundary) * boundary + width;
  }, 0);
}
