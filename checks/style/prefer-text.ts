import {
  defineCheck,
  columnKinds,
  isOfType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'prefer-text',
  title: 'A column with a limit of characters',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['prefer-text'],
  sources: [
    { tool: 'squawk', rule: 'prefer-text-field' },
    { tool: 'bytebase', rule: 'COLUMN_MAXIMUM_CHARACTER_LENGTH' },
    { tool: 'pg-migration-lint', rule: 'PML108' },
    { tool: 'migrationpilot', rule: 'MP037' },
    { tool: 'postgres-language-server', rule: 'prefer-text-field' },
  ],

  message: 'The column {column} is of type varchar.',
  many: '{count} columns are of type varchar: {column}.',
  why: 'varchar is stored as text is, and is no faster. Its limit can be raised for nothing, but a lower one rewrites the table under an ACCESS EXCLUSIVE lock.',
  todo: 'Use `text()` in the Drizzle schema. Where a length matters, a CHECK can be added as NOT VALID and validated later.',
  examples: {
    flagged: [
      {
        title: 'in a new table',
        sql: `CREATE TABLE "a" (
  "b" varchar(256) NOT NULL,
  "c" character varying(20)[]
);`,
        lines: [2],
      },
      {
        title: 'a column that is added',
        sql: `ALTER TABLE a ADD COLUMN IF NOT EXISTS b varchar(5);`,
        lines: [1],
      },
      {
        title: 'a type that is changed',
        sql: `ALTER TABLE a ALTER COLUMN b TYPE varchar;`,
        lines: [1],
      },
    ],
    accepted: [
      { title: 'text with a CHECK', sql: `CREATE TABLE a (b text CHECK (char_length(b) < 20));` },
    ],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isOfType(column, 'varchar')) continue;
      const table = written(column.table);
      visit.report({ at: column.at, cause: table, data: { column: `${table}.${column.name}` } });
    }
  },
});
