import {
  columnKinds,
  defineCheck,
  isOfType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'json-column-added',
  title: 'A column of type json',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['json-column-added', 'prefer-jsonb'],
  sources: [
    { tool: 'eugene', rule: 'E3' },
    { tool: 'strong_migrations', rule: 'add_column_json' },
    { tool: 'online_migrations', rule: 'add_column_json' },
    { tool: 'pg-migration-lint', rule: 'PML106' },
    { tool: 'postgres-language-server', rule: 'prefer-jsonb' },
  ],
  message: 'The column {column} is of type json, which cannot be compared.',
  many: '{count} columns are of type json, which cannot be compared: {column}.',
  why:
    'json has no equality: SELECT DISTINCT, GROUP BY, UNION and a unique index over the column fail ' +
    '(42883), in queries that name all columns too. It keeps the text as it came, and is parsed anew ' +
    'on each use.',
  todo: 'Use `jsonb()` in the Drizzle schema, unless the text itself has to be kept, as for a signature.',
  examples: {
    flagged: [
      {
        title: 'a new table, and a column that is added',
        sql: 'CREATE TABLE a (\n  b json\n);\nALTER TABLE "c" ADD COLUMN "d" json[];',
        lines: [2, 4],
      },
    ],
    accepted: [{ title: 'jsonb', sql: 'CREATE TABLE a (b jsonb);\nALTER TABLE c ADD d jsonb;' }],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isOfType(column, 'json')) continue;
      const table = written(column.table);
      visit.report({ at: column.at, cause: table, data: { column: `${table}.${column.name}` } });
    }
  },
});
