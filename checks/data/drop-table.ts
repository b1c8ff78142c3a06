import {
  defineCheck,
  droppedTables,
  guardOf,
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
    guarded: {
      message: 'Drops the table {table}, after a guard that can refuse.',
      many: 'Drops {count} tables, after a guard that can refuse: {table}.',
      why:
        'The block at {guard} looks into the table first and refuses by an exception of its own: ' +
        'that is what protects its rows. Code that still runs and uses the table fails.',
      todo: 'Read whether the block asks for all that must not be lost.',
    },
    undeclared: {
      why:
        'The rows are gone when the migration commits. No version of the code that runs then ' +
        'declares the table, so nothing uses it through Drizzle.',
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
        title: 'after a block that refuses while rows are left',
        severity: 'warning',
        sql: `DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM users) THEN RAISE EXCEPTION 'users has rows'; END IF;
END $$;
DROP TABLE users;`,
        lines: [4],
      },
      {
        title: 'after a block that only tells how many rows there are',
        sql: `DO $$ DECLARE n int; BEGIN
  SELECT count(*) INTO n FROM users;
  RAISE NOTICE 'users has % rows', n;
END $$;
DROP TABLE users;`,
        lines: [5],
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
      const guard = guardOf(visit, table);
      if (!wasDeclared(visit, table)) {
        visit.report({ data, cause: 'undeclared', variant: 'undeclared', severity: 'notice' });
      } else if (guard === null) visit.report({ data, cause: 'declared' });
      else {
        const about = { ...data, isGuarded: true };
        visit.report({
          data: { ...data, guard },
          about,
          cause: guard,
          variant: 'guarded',
          severity: 'warning',
        });
      }
    }
  },
});
