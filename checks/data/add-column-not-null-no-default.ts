import {
  type RangeVar,
  addsNotNull,
  alterCommands,
  as,
  columnBefore,
  dataTypeOf,
  defineCheck,
  formatType,
  sqlName,
  sqlNameOf,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-column-not-null-no-default',
  title: 'A required column is added without a default',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddColumn'],
  covers: ['add-column-not-null-no-default'],
  sources: [
    { tool: 'squawk', rule: 'adding-required-field' },
    { tool: 'squawk', rule: 'adding-not-nullable-field' },
    { tool: 'atlas', rule: 'MF103' },
    { tool: 'bytebase', rule: 'STATEMENT_DISALLOW_ADD_NOT_NULL' },
    { tool: 'django-migration-linter', rule: 'NOT_NULL' },
  ],
  message: 'Adds the column {column} as NOT NULL without a default.',
  many: 'Adds {count} columns as NOT NULL without a default: {column}.',
  why:
    'PostgreSQL has no value for the rows that exist, so the migration fails if the table holds even ' +
    'one (23502). On an empty table the version of the code that still runs fails on each insert.',
  todo:
    'Add the column without NOT NULL, fill it, and only then make it required:\n\n```sql\n' +
    '{add}\n{fill}\n{require}\n```\n\n' +
    'Or give it a constant default, which costs nothing on PostgreSQL 11 and later.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql: 'ALTER TABLE "users" ADD COLUMN "role" text NOT NULL;',
        lines: [1],
      },
      {
        title: 'a primary key is NOT NULL too',
        sql: 'ALTER TABLE users ADD COLUMN id text PRIMARY KEY;',
        lines: [1],
      },
      {
        title: 'several columns of one change are one finding',
        sql: 'ALTER TABLE a ADD b int NOT NULL;\nALTER TABLE c ADD d int NOT NULL;',
        lines: [1],
      },
      {
        title: 'a default of NULL is none',
        sql: 'ALTER TABLE users ADD COLUMN role text DEFAULT NULL NOT NULL;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with a default',
        sql: `ALTER TABLE users ADD COLUMN role text DEFAULT 'user' NOT NULL;`,
      },
      { title: 'nullable', sql: 'ALTER TABLE users ADD COLUMN role text;' },
      { title: 'serial has a default', sql: 'ALTER TABLE users ADD COLUMN n bigserial NOT NULL;' },
      {
        title: 'identity has values',
        sql: 'ALTER TABLE users ADD COLUMN n int GENERATED ALWAYS AS IDENTITY NOT NULL;',
      },
      {
        title: 'generated',
        sql: `ALTER TABLE users ADD COLUMN n text GENERATED ALWAYS AS (upper(name)) STORED NOT NULL;`,
      },
      {
        title: 'a table that the same change made',
        sql: ['CREATE TABLE users (id int);', 'ALTER TABLE users ADD COLUMN role text NOT NULL;'],
      },
      {
        title: 'a table that the same change empties first',
        sql: 'TRUNCATE users;\nALTER TABLE users ADD COLUMN role text NOT NULL;',
      },
      {
        title: 'a column that is there already',
        released: 'CREATE TABLE users (role text NOT NULL);',
        sql: 'ALTER TABLE users ADD COLUMN IF NOT EXISTS role text NOT NULL;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddColumn')) {
      const column = as(command.def, 'ColumnDef');
      if (!column || !addsNotNull(column)) continue;
      if (!meetsRows(visit, table)) continue;
      const name = column.colname ?? '';
      if (command.missing_ok && columnBefore(visit, table, name)) continue;

      const type = column.typeName ? formatType(dataTypeOf(column.typeName)) : '…';
      visit.report({
        cause: 'required',
        data: { column: `${written(table)}.${name}`, ...steps(table, name, type) },
      });
    }
  },
});

/** The SQL that adds a required column in steps. */
function steps(table: RangeVar, column: string, type: string): Record<string, string> {
  const on = sqlNameOf(table);
  const name = sqlName(column);
  const end = '\n--> statement-breakpoint';
  return {
    add: `ALTER TABLE ${on} ADD COLUMN ${name} ${type};${end}`,
    fill: `UPDATE ${on} SET ${name} = … WHERE ${name} IS NULL;${end}`,
    require: `ALTER TABLE ${on} ALTER COLUMN ${name} SET NOT NULL;`,
  };
}
