import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  hasDefault,
  meetsRows,
  optionsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-column-inline-references',
  title: 'A new column with a foreign key locks the table that it points at',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddColumn'],
  covers: ['add-column-inline-references'],
  sources: [
    { tool: 'squawk', rule: 'adding-foreign-key-constraint' },
    { tool: 'eugene', rule: 'E1' },
    { tool: 'strong_migrations', rule: 'add_reference' },
    { tool: 'online_migrations', rule: 'add_reference' },
    { tool: 'migrationpilot', rule: 'MP005' },
  ],
  message: 'Adds the column {column} with a foreign key to {parent}.',
  many: 'Adds {count} columns with foreign keys: {column}.',
  why:
    'Every row is NULL there, so PostgreSQL reads none. It needs an ACCESS EXCLUSIVE lock on the table ' +
    'and SHARE ROW EXCLUSIVE on {parent}, and holds both until the migration commits.',
  todo: 'Nothing, where the migration does nothing else that takes long. Else give it one of its own.',
  variants: {
    default: {
      message: 'Adds the column {column} with a default and a foreign key, and checks all rows.',
      many: 'Adds {count} columns with defaults and foreign keys, and checks all rows: {column}.',
      why:
        'All rows have the default, and PostgreSQL looks each of them up in {parent} under an ACCESS ' +
        'EXCLUSIVE lock: reads and writes wait until the migration commits. It fails where the parent ' +
        'does not have that row (23503).',
      todo:
        'Add the column with its default, then the foreign key with NOT VALID, and validate it in a ' +
        'later deploy.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'an empty column',
        sql: 'ALTER TABLE posts ADD COLUMN user_id int REFERENCES users (id);',
        lines: [1],
      },
      {
        title: 'a column with a default',
        severity: 'warning',
        sql: 'ALTER TABLE posts ADD COLUMN user_id int DEFAULT 1 REFERENCES users (id);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE posts (id int);\nALTER TABLE posts ADD COLUMN u int REFERENCES users (id);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddColumn')) {
      const column = as(command.def, 'ColumnDef');
      const parent = column && optionsOf(column).find(({ pktable }) => pktable)?.pktable;
      if (!parent || !meetsRows(visit, table)) continue;
      const name = column.colname ?? '';
      if (command.missing_ok && columnBefore(visit, table, name)) continue;
      const data = { column: `${written(table)}.${name}`, parent: written(parent) };
      if (!hasDefault(column)) visit.report({ data, cause: 'empty' });
      else visit.report({ data, cause: 'default', variant: 'default', severity: 'warning' });
    }
  },
});
