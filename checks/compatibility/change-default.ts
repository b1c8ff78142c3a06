import {
  alterCommands,
  columnAtStart,
  columnBefore,
  defineCheck,
  isOlder,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'change-default',
  title: 'New rows get another default',
  category: 'compatibility',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_ColumnDefault'],
  covers: ['change-default'],
  sources: [
    { tool: 'strong_migrations', rule: 'change_column_default' },
    { tool: 'online_migrations', rule: 'change_column_default' },
    { tool: 'bytebase', rule: 'COLUMN_DEFAULT_DISALLOW_VOLATILE' },
    { tool: 'migrationpilot', rule: 'MP048' },
  ],
  message: 'Changes the default of {column}; rows that exist keep what they have.',
  many: 'Changes the defaults of {count} columns; rows that exist keep what they have: {column}.',
  why:
    'Both versions of the code get the new default at once. A default that Drizzle fills in itself, ' +
    'with `$default`, goes on being written by the version that still runs.',
  todo: 'Nothing, where both versions understand both values. To change old rows, update them in batches.',
  examples: {
    flagged: [
      {
        title: 'another value',
        released: 'CREATE TABLE users (age int DEFAULT 1);',
        sql: 'ALTER TABLE "users" ALTER COLUMN "age" SET DEFAULT 2;',
        lines: [1],
      },
      {
        title: 'a column of which nobody knows',
        sql: "ALTER TABLE users ALTER COLUMN a SET DEFAULT 'x';",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a new column',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users ALTER COLUMN a SET DEFAULT 0;',
      },
      {
        title: 'the first one, which no code relies on',
        released: 'CREATE TABLE users (age int);',
        sql: 'ALTER TABLE users ALTER COLUMN age SET DEFAULT 2;',
      },
      {
        title: 'the same again, around a change of type',
        released: "CREATE TYPE s AS ENUM ('a', 'b');\nCREATE TABLE users (s s DEFAULT 'a');",
        sql:
          'ALTER TABLE users ALTER COLUMN s DROP DEFAULT;\nALTER TABLE users ALTER COLUMN s TYPE text;\n' +
          "ALTER TABLE users ALTER COLUMN s SET DEFAULT 'a'::text;",
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_ColumnDefault')) {
      const name = command.name ?? '';
      const column = columnAtStart(visit, table, name);
      if (!command.def || !isOlder(visit, table) || columnBefore(visit, table, name)?.isNew)
        continue;
      const isFirst = column && column.default === null;
      if (isFirst || isSame(column?.default, visit.statement.text)) continue;
      visit.report({ data: { column: `${written(table)}.${name}` }, cause: 'default' });
    }
  },
});

/** Whether the old default stands in the statement, without its cast. */
function isSame(old: string | null | undefined, text: string): boolean {
  return old !== null && old !== undefined && text.includes(old.split('::')[0]!);
}
