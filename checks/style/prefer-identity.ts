import { defineCheck, columnKinds, writtenColumns, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'prefer-identity',
  title: 'A serial column',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['prefer-identity'],
  sources: [
    { tool: 'squawk', rule: 'prefer-identity' },
    { tool: 'pg-migration-lint', rule: 'PML105' },
    { tool: 'migrationpilot', rule: 'MP039' },
    { tool: 'postgres-language-server', rule: 'prefer-identity' },
  ],

  message: 'The column {column} is a serial.',
  many: '{count} columns are serials: {column}.',
  why: 'A serial is a default and a sequence with rights of its own: an INSERT needs USAGE on the sequence, and nothing keeps the sequence and the values that are written by hand apart.',
  todo: 'Use an identity column: `bigint().generatedAlwaysAsIdentity()` in the Drizzle schema.',
  examples: {
    flagged: [
      {
        title: 'of each size',
        sql: `CREATE TABLE a (
  b serial PRIMARY KEY,
  c bigserial,
  d smallserial
);`,
        lines: [2],
      },
      { title: 'a column that is added', sql: `ALTER TABLE a ADD COLUMN b bigserial;`, lines: [1] },
    ],
    accepted: [
      {
        title: 'an identity',
        sql: `CREATE TABLE a (b bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`,
      },
    ],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!column.isSerial) continue;
      const table = written(column.table);
      visit.report({ at: column.at, cause: table, data: { column: `${table}.${column.name}` } });
    }
  },
});
