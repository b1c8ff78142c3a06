import {
  alterCommands,
  columnBefore,
  defineCheck,
  guardOf,
  isDroppedLater,
  isOlder,
  wasDeclared,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-column',
  title: 'A column is dropped, with its values',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropColumn'],
  covers: ['drop-column'],
  sources: [
    { tool: 'squawk', rule: 'ban-drop-column' },
    { tool: 'strong_migrations', rule: 'remove_column' },
    { tool: 'online_migrations', rule: 'remove_column' },
    { tool: 'atlas', rule: 'DS103' },
    { tool: 'bytebase', rule: 'SCHEMA_BACKWARD_COMPATIBILITY' },
    { tool: 'django-migration-linter', rule: 'DROP_COLUMN' },
  ],
  message: 'Drops the column {column}, and its values with it.',
  many: 'Drops {count} columns, and their values with them: {column}.',
  why:
    'The values are gone when the migration commits. Drizzle names every declared column in its ' +
    'SELECTs, so the version of the code that still runs fails on each read of the table (42703) ' +
    'until the deploy ends.',
  todo:
    'Take two releases. First remove the column from the Drizzle schema and from the code, without ' +
    'the generated migration. When that version runs everywhere, drop the column.',
  variants: {
    guarded: {
      message: 'Drops the column {column}, after a guard that can refuse.',
      many: 'Drops {count} columns, after a guard that can refuse: {column}.',
      why:
        'The block at {guard} looks into the table first and refuses by an exception of its own: that is ' +
        'what protects its values. Code that still runs and declares the column fails.',
      todo: 'Read whether the block asks for all that must not be lost.',
    },
    undeclared: {
      why:
        'The values are gone when the migration commits. No version of the code that runs then ' +
        'declares the column, so nothing reads it through Drizzle.',
      todo: 'Make sure that no raw SQL reads the column, and that a backup is at hand.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column that was there before',
        sql: 'ALTER TABLE "users" DROP COLUMN "email";',
        lines: [1],
      },
      {
        title: 'several columns of one change are one finding',
        sql: 'ALTER TABLE users DROP COLUMN a, DROP COLUMN b;\nALTER TABLE posts DROP COLUMN c;',
        lines: [1],
      },
      {
        title: 'after a block that refuses while values are left',
        severity: 'warning',
        sql: `DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM users WHERE email IS NOT NULL) THEN
    RAISE EXCEPTION 'users has addresses';
  END IF;
END $$;
ALTER TABLE users DROP COLUMN email;`,
        lines: [6],
      },
      {
        title: 'inside a DO block',
        sql: 'DO $$ BEGIN\n  ALTER TABLE users DROP COLUMN IF EXISTS email;\nEND $$;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a column that the same change added',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users DROP COLUMN a;',
      },
      {
        title: 'a column of a table that the same change made',
        sql: ['CREATE TABLE users (id int, a int);', 'ALTER TABLE users DROP COLUMN a;'],
      },
      {
        title: 'a column that is not there',
        released: 'CREATE TABLE users (id int);',
        sql: 'ALTER TABLE users DROP COLUMN IF EXISTS a;',
      },
      {
        title: 'a DEFAULT is not a column',
        sql: 'ALTER TABLE users ALTER COLUMN a DROP DEFAULT;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropColumn')) {
      const name = command.name ?? '';
      const column = columnBefore(visit, table, name);
      if (!isOlder(visit, table) || column?.isNew || isDroppedLater(visit, table)) continue;
      if (!column && visit.before.complete && command.missing_ok) continue;

      const data = { column: `${written(table)}.${name}` };
      const guard = guardOf(visit, table);
      if (!wasDeclared(visit, table, name)) {
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
