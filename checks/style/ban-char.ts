import {
  defineCheck,
  columnKinds,
  isOfType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'ban-char',
  title: 'A column of a padded type',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['ban-char'],
  sources: [
    { tool: 'squawk', rule: 'ban-char-field' },
    { tool: 'pg-migration-lint', rule: 'PML103' },
    { tool: 'migrationpilot', rule: 'MP041' },
    { tool: 'postgres-language-server', rule: 'ban-char-field' },
    { tool: 'pgvet', rule: 'ban-char-type' },
  ],

  message: 'The column {column} is of type char.',
  many: '{count} columns are of type char: {column}.',
  why: 'PostgreSQL fills char up with blanks, which then count in some comparisons and not in others. It is no faster than text, and every change of its length rewrites the table.',
  todo: 'Use `text()` in the Drizzle schema, and a CHECK where a length matters.',
  examples: {
    flagged: [
      {
        title: 'with a length, and without one',
        sql: `CREATE TABLE a (
  b char(3),
  c character
);`,
        lines: [2],
      },
      {
        title: 'a column that is added, or changed',
        sql: `ALTER TABLE "public"."a" ADD COLUMN b char(3), ALTER c TYPE bpchar;`,
        lines: [1],
      },
    ],
    accepted: [
      { title: 'text', sql: `CREATE TABLE a (b text, c varchar(3));` },
      { title: 'the internal type of one byte', sql: `CREATE TABLE a (b "char");` },
    ],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isOfType(column, 'bpchar')) continue;
      const table = written(column.table);
      visit.report({ at: column.at, cause: table, data: { column: `${table}.${column.name}` } });
    }
  },
});
