import {
  as,
  defineCheck,
  droppedTables,
  isOlder,
  relationBefore,
  takenAlong,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int PRIMARY KEY, name text);\n' +
  'CREATE TABLE posts (author int CONSTRAINT posts_author_fk REFERENCES users (id));';
const view = 'CREATE VIEW names AS SELECT name FROM users;';

export default defineCheck({
  id: 'drop-table-cascade',
  title: 'Dropping a table takes views, or foreign keys of other tables, along',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  covers: ['drop-table-cascade'],
  sources: [
    { tool: 'atlas', rule: 'DS102' },
    { tool: 'bytebase', rule: 'STATEMENT_DISALLOW_RM_TBL_CASCADE' },
    { tool: 'pg-migration-lint', rule: 'PML202' },
    { tool: 'migrationpilot', rule: 'MP022' },
    { tool: 'safe-migrate', rule: 'destructive-cascade' },
  ],
  message: 'Drops {table}, and with it the views that read it: {object}.',
  why:
    'drizzle-kit writes CASCADE to each DROP TABLE. PostgreSQL then drops the views too, and says so ' +
    'only in a message that nobody reads. Whatever queries them fails (42P01).',
  todo:
    'Drop or replace the views by name before the table, in the same migration, and take CASCADE away, ' +
    'so that PostgreSQL refuses where something else still needs the table.',
  variants: {
    keys: {
      message: 'Drops {table}, and with it foreign keys of tables that stay: {object}.',
      why:
        'Their columns keep values that refer to nothing, and nothing checks new ones. With CASCADE ' +
        'PostgreSQL says so only in a message that nobody reads.',
      todo:
        'Where that is meant, drop the constraints by name before the table; where the columns have no ' +
        'use without it, drop them in a later release.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a view that reads the table',
        released: `${released}\n${view}`,
        sql: 'ALTER TABLE posts DROP CONSTRAINT posts_author_fk;\nDROP TABLE "users" CASCADE;',
        lines: [2],
      },
      {
        title: 'a foreign key of a table that stays',
        severity: 'notice',
        released,
        sql: 'DROP TABLE users CASCADE;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'nothing needs the table',
        released,
        sql: 'ALTER TABLE posts DROP CONSTRAINT posts_author_fk;\nDROP TABLE users CASCADE;',
      },
      {
        title: 'the other table goes too',
        released,
        sql: 'DROP TABLE users CASCADE;\nDROP TABLE posts CASCADE;',
      },
      {
        title: 'the view is made again',
        released: `${released}\n${view}`,
        sql: 'DROP TABLE posts;\nDROP TABLE users CASCADE;\nCREATE VIEW names AS SELECT 1 AS name;',
      },
      {
        title: 'without CASCADE, where PostgreSQL refuses',
        released: `${released}\n${view}`,
        sql: 'DROP TABLE users;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    if (as(node, 'DropStmt')?.behavior !== 'DROP_CASCADE') return;
    for (const table of droppedTables(node)) {
      const relation = relationBefore(visit, table);
      if (!relation || !isOlder(visit, table)) continue;
      const { views, keys } = takenAlong(visit, relation);
      const data = { table: written(table) };
      if (views.length > 0) visit.report({ data: { ...data, object: views } });
      if (keys.length === 0) continue;
      visit.report({ data: { ...data, object: keys }, variant: 'keys', severity: 'notice' });
    }
  },
});
