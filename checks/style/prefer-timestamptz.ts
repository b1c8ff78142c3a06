import {
  defineCheck,
  columnKinds,
  isOfType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'prefer-timestamptz',
  title: 'A time without its zone',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['prefer-timestamptz'],
  sources: [
    { tool: 'squawk', rule: 'prefer-timestamp-tz' },
    { tool: 'pg-migration-lint', rule: 'PML101' },
    { tool: 'migrationpilot', rule: 'MP040' },
    { tool: 'postgres-language-server', rule: 'prefer-timestamptz' },
    { tool: 'pgvet', rule: 'timestamp-without-timezone' },
  ],

  message: 'The column {column} is a timestamp without time zone.',
  many: '{count} columns are timestamps without time zone: {column}.',
  why: 'It holds what a clock on the wall shows and not an instant: now() is stored in the zone of the session, so two sessions in two zones write different values for one moment.',
  todo: 'Use `timestamp({ withTimezone: true })` in the Drizzle schema. Changing it later rewrites the table unless the session that migrates is in UTC.',
  examples: {
    flagged: [
      {
        title: 'in a new table',
        sql: `CREATE TABLE a (
  b timestamp DEFAULT now(),
  c timestamp(3) without time zone
);`,
        lines: [2],
      },
      {
        title: 'a column that is added, or changed',
        sql: `ALTER TABLE a ADD b timestamp;
ALTER TABLE a ALTER c TYPE timestamp;`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with its zone',
        sql: `CREATE TABLE a (b timestamptz, c timestamp with time zone, d date);`,
      },
    ],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isOfType(column, 'timestamp')) continue;
      const table = written(column.table);
      visit.report({ at: column.at, cause: table, data: { column: `${table}.${column.name}` } });
    }
  },
});
