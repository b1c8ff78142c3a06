import {
  defineCheck,
  droppedTables,
  wasDeclared,
  isOlder,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-table',
  title: 'A table is dropped, with its rows',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  covers: ['drop-table'],
  sources: [
    { tool: 'squawk', rule: 'ban-drop-table' },
    { tool: 'atlas', rule: 'DS102' },
    { tool: 'bytebase', rule: 'SCHEMA_BACKWARD_COMPATIBILITY' },
    { tool: 'django-migration-linter', rule: 'DROP_TABLE' },
  ],
  message: 'Drops the table {table}, and all its rows with it.',
  many: 'Drops {count} tables, and all their rows with them: {table}.',
  why:
    'The rows are gone when the migration commits, and no later migration brings them back. The ' +
    'version of the code that still runs fails on each query of the table.',
  todo:
    'Drop in a second release: first deploy code that does not use the table, and make sure that ' +
    'nobody misses it. Then drop it, with a backup of its rows at hand.',
  variants: {
    undeclared: {
      why:
        'The rows are gone when the migration commits. The released schema does not declare the table ' +
        'any more, so the code that runs does not use it through Drizzle.',
      todo: 'Make sure that nothing else reads the table, and that a backup of its rows is at hand.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'DROP TABLE "users" CASCADE;',
        lines: [1],
      },
      {
        title: 'several at once are one finding',
        sql: 'DROP TABLE users, posts;\nDROP TABLE auth.sessions;',
        lines: [1],
      },
      {
        title: 'inside a DO block, at its own line',
        sql: 'DO $$\nBEGIN\n  DROP TABLE IF EXISTS users;\nEND $$;',
        lines: [3],
      },
      {
        title: 'a table of the same name in another schema is another table',
        sql: 'CREATE TABLE auth.users (id int);\nDROP TABLE users;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: ['CREATE TABLE users (id int);', 'DROP TABLE users;'],
      },
      {
        title: 'made and renamed by the same change',
        sql: 'CREATE TABLE a (id int);\nALTER TABLE a RENAME TO b;\nDROP TABLE b;',
      },
      {
        title: 'a function that only could drop it',
        sql: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE users; END $$;',
      },
    ],
  },
  statement(visit) {
    for (const table of droppedTables(visit.statement.node)) {
      if (!isOlder(visit, table)) continue;
      const data = { table: written(table) };
      if (wasDeclared(visit, table)) visit.report({ data, cause: 'declared' });
      else visit.report({ data, cause: 'undeclared', variant: 'undeclared', severity: 'notice' });
    }
  },
});
