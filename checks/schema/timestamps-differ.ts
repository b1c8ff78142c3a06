import { type DeclaredColumn, defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'timestamps-differ',
  title: 'Times of one table are stored in two ways',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    within: {
      type: 'choice',
      values: ['table', 'database'],
      default: 'table',
      what: 'Whether the times of one table have to agree, or those of all tables.',
    },
  },
  message: 'The column {column} is {type}, and most times of {whole} are {other}.',
  many: '{count} columns are {type}, and most times of {whole} are {other}: {column}.',
  why:
    'A comparison of a timestamp with a timestamptz converts by the time zone of the session. It is off ' +
    'by hours in one that is not UTC, and an index on the converted column is not used.',
  todo:
    'Declare it as the others are, with `withTimezone` for all or for none. Changing the type of a column ' +
    "that has rows needs `USING {name} AT TIME ZONE 'UTC'`, and rewrites the table unless the session is in UTC.",
  examples: {
    flagged: [
      {
        title: 'one of three',
        schema:
          "export const events = pgTable('events', {\n  startAt: timestamp('start_at', { withTimezone: true }),\n" +
          "  endAt: timestamp('end_at', { withTimezone: true }),\n  createdAt: timestamp('created_at').defaultNow(),\n});",
        lines: [4],
      },
      {
        title: 'a table beside others',
        options: { within: 'database' },
        schema:
          "export const a = pgTable('a', { x: timestamp('x'), y: timestamp('y') });\n" +
          "export const b = pgTable('b', {\n  z: timestamp('z', { withTimezone: true }),\n});",
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'each table for itself',
        schema:
          "export const a = pgTable('a', { x: timestamp('x'), y: timestamp('y', { mode: 'string' }) });\n" +
          "export const b = pgTable('b', { z: timestamp('z', { withTimezone: true }) });",
      },
    ],
  },
  schema(visit) {
    const isAll = visit.options.within === 'database';
    const inAll = usualOf(visit.tables.flatMap(({ columns }) => columns));
    for (const { name: table, columns } of visit.tables) {
      const usual = isAll ? inAll : usualOf(columns);
      for (const { name, type, place } of columns) {
        if (usual === null || !isTime(type.name) || type.name === usual) continue;
        visit.report({
          path: place.path,
          at: place.range,
          cause: table,
          about: `${table}.${name}`,
          data: {
            column: `${table}.${name}`,
            name,
            type: type.name,
            other: usual,
            whole: isAll ? { prose: 'the database' } : table,
          },
        });
      }
    }
  },
});

function isTime(type: string): boolean {
  return type === 'timestamp' || type === 'timestamptz';
}

/** The type of most times; of as many with a zone as without, the one with. Null where there are none. */
function usualOf(columns: readonly DeclaredColumn[]): 'timestamp' | 'timestamptz' | null {
  const times = columns.filter(({ type }) => isTime(type.name));
  if (times.length === 0) return null;
  const zoned = times.filter(({ type }) => type.name === 'timestamptz');
  return zoned.length * 2 >= times.length ? 'timestamptz' : 'timestamp';
}
