import {
  alterCommands,
  columnBefore,
  defineCheck,
  isOlder,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-not-null',
  title: 'A column may be NULL from now on',
  category: 'compatibility',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropNotNull'],
  covers: ['drop-not-null'],
  sources: [
    { tool: 'squawk', rule: 'ban-drop-not-null' },
    { tool: 'migrationpilot', rule: 'MP029' },
  ],
  message: 'Lets {column} be NULL.',
  many: 'Lets {count} columns be NULL: {column}.',
  why:
    'The version of the code that still runs was built with a type that has no null in it. Once a new ' +
    'version writes NULL, the old one reads it as a value.',
  todo: 'Write NULL only when every running version reads it, or nobody reads the column until then.',
  examples: {
    flagged: [
      {
        title: 'a column that was there before',
        sql: 'ALTER TABLE "users" ALTER COLUMN "name" DROP NOT NULL;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a column that is nullable already',
        released: 'CREATE TABLE users (name text);',
        sql: 'ALTER TABLE users ALTER COLUMN name DROP NOT NULL;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (name text NOT NULL);\nALTER TABLE users ALTER COLUMN name DROP NOT NULL;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropNotNull')) {
      const name = command.name ?? '';
      const column = columnBefore(visit, table, name);
      if (!isOlder(visit, table) || column?.isNew || column?.notNull === false) continue;
      visit.report({ data: { column: `${written(table)}.${name}` }, cause: 'nullable' });
    }
  },
});
