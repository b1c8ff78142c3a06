import {
  alterCommands,
  columnBefore,
  defineCheck,
  isDroppedLater,
  isOlder,
  relationBefore,
  takenAlong,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, name text);\nCREATE VIEW names AS SELECT name FROM users;';

export default defineCheck({
  id: 'drop-column-cascade',
  title: 'Dropping a column with CASCADE takes along what nobody names',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropColumn'],
  covers: ['drop-column-cascade'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP022' },
    { tool: 'migrationpilot', rule: 'MP052' },
  ],
  message: 'Drops {column}, and with it {object}.',
  why:
    'With CASCADE, PostgreSQL drops the views that read a column and the foreign keys that refer to it, ' +
    'and says so only in a message that nobody reads. A query of such a view then fails (42P01).',
  todo:
    'Drop or replace each of them by name before, in the same migration, and take CASCADE away, so that ' +
    'PostgreSQL refuses where something else still needs the column.',
  variants: {
    unknown: {
      message: 'Drops {column} with CASCADE, and all that needs it.',
      why:
        'Views that read the column, generated columns, policies and foreign keys of other tables go ' +
        'without a word. Which ones there are is not known here.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a view that reads the column',
        released,
        sql: 'ALTER TABLE users DROP COLUMN name CASCADE;',
        lines: [1],
      },
      {
        title: 'a foreign key that refers to it',
        released:
          'CREATE TABLE users (id int UNIQUE);\nCREATE TABLE posts (a int REFERENCES users (id));',
        sql: 'ALTER TABLE users DROP COLUMN id CASCADE;',
        lines: [1],
      },
      {
        title: 'a table that nobody knows',
        severity: 'warning',
        sql: 'ALTER TABLE users DROP COLUMN name CASCADE;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'without CASCADE', released, sql: 'ALTER TABLE users DROP COLUMN name;' },
      {
        title: 'nothing needs the column',
        released,
        sql: 'ALTER TABLE users DROP COLUMN id CASCADE;',
      },
      {
        title: 'the view is made again without it',
        released,
        sql: 'ALTER TABLE users DROP COLUMN name CASCADE;\nCREATE VIEW names AS SELECT id FROM users;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropColumn')) {
      if (command.behavior !== 'DROP_CASCADE' || !isOlder(visit, table)) continue;
      if (isDroppedLater(visit, table)) continue;
      const name = command.name ?? '';
      const data = { column: `${written(table)}.${name}` };
      const relation = relationBefore(visit, table);
      if (!relation) {
        visit.report({ data, variant: 'unknown', severity: 'warning' });
        continue;
      }
      if (!columnBefore(visit, table, name) || columnBefore(visit, table, name)?.isNew) continue;
      const { views, keys } = takenAlong(visit, relation, name);
      const object = [...views, ...keys];
      if (object.length > 0) visit.report({ data: { ...data, object } });
    }
  },
});
