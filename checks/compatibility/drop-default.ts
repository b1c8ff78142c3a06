import {
  alterCommands,
  columnBefore,
  defineCheck,
  isDroppedLater,
  isOlder,
  relationOf,
  written,
} from '../../src/review/check.ts';

const released = "CREATE TABLE users (id int, role text DEFAULT 'user' NOT NULL);";

export default defineCheck({
  id: 'drop-default',
  title: 'A required column loses its default',
  category: 'compatibility',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_ColumnDefault'],
  needsState: true,
  covers: ['drop-default'],
  sources: [{ tool: 'strong_migrations', rule: 'change_column_default' }],
  message: 'Drops the default of {column}, which may not be NULL.',
  many: 'Drops the defaults of {count} columns that may not be NULL: {column}.',
  why:
    'The version of the code that still runs leaves the column out of its INSERTs, as Drizzle does for ' +
    'columns with a default, and they fail (23502) until the deploy ends.',
  todo: 'First deploy code that always writes the value, and drop the default in a later release.',
  examples: {
    flagged: [
      {
        title: 'a required column',
        released,
        sql: 'ALTER TABLE "users" ALTER COLUMN "role" DROP DEFAULT;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a nullable one',
        released: "CREATE TABLE users (role text DEFAULT 'user');",
        sql: 'ALTER TABLE users ALTER COLUMN role DROP DEFAULT;',
      },
      {
        title: 'the default of a column that the change adds, for the rows that exist',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int DEFAULT 0 NOT NULL;\nALTER TABLE users ALTER COLUMN a DROP DEFAULT;',
      },
      {
        title: 'another one follows, as around a change of type',
        released,
        sql: "ALTER TABLE users ALTER COLUMN role DROP DEFAULT;\nALTER TABLE users ALTER COLUMN role SET DEFAULT 'x';",
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_ColumnDefault')) {
      const name = command.name ?? '';
      const column = columnBefore(visit, table, name);
      if (command.def || !column?.notNull || column.default === null || column.isNew) continue;
      const after = relationOf(visit.end(), table)?.columns.get(name);
      const hasValue = after?.default !== null || after.identity !== null || !after.notNull;
      if (!isOlder(visit, table) || isDroppedLater(visit, table) || !after || hasValue) continue;
      visit.report({ data: { column: `${written(table)}.${name}` }, cause: 'default' });
    }
  },
});
