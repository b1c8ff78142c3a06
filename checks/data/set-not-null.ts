import {
  type RangeVar,
  alterCommands,
  columnAtStart,
  columnBefore,
  defineCheck,
  earlierWrites,
  fillsColumn,
  provesNotNull,
  relationBefore,
  sqlName,
  sqlNameOf,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'set-not-null',
  title: 'A column becomes required on rows that exist',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_SetNotNull'],
  covers: ['set-not-null', 'set-not-null-no-backfill', 'alter-type-with-not-null'],
  sources: [
    { tool: 'squawk', rule: 'adding-not-nullable-field' },
    { tool: 'eugene', rule: 'E2' },
    { tool: 'strong_migrations', rule: 'change_column_null' },
    { tool: 'strong_migrations', rule: 'change_column_with_not_null' },
    { tool: 'online_migrations', rule: 'change_column_with_not_null' },
    { tool: 'online_migrations', rule: 'change_column_null' },
    { tool: 'online_migrations', rule: 'add_not_null_constraint' },
    { tool: 'atlas', rule: 'MF104' },
    { tool: 'atlas', rule: 'PG303' },
  ],
  message: 'Sets {column} to NOT NULL, and nothing before it fills the rows where it is NULL.',
  many: 'Sets {count} columns to NOT NULL, and nothing before it fills their NULLs: {column}.',
  why:
    'The schema allows NULL in this column until now. One row with a NULL makes the migration fail ' +
    '(23502), and tests on an empty database do not show it.',
  todo:
    'Count such rows in production:\n\n```sql\n{nulls}\n```\n\n' +
    'Fill them in the migration, before the column becomes required:\n\n```sql\n{fill}\n```',
  variants: {
    filled: {
      message: 'Sets {column} to NOT NULL, and reads the whole table under a lock for it.',
      many: 'Sets {count} columns to NOT NULL, and reads the tables under a lock for it: {column}.',
      why:
        'The NULLs are filled before. To be sure that none is left, PostgreSQL reads the table under ' +
        'an ACCESS EXCLUSIVE lock: reads and writes wait until the migration commits.',
      todo:
        'On a table that is large or busy, let a constraint prove it first, in two deploys. PostgreSQL ' +
        'then sets NOT NULL without reading the table:\n\n```sql\n' +
        '{prove}\n-- in a later deploy:\n{validate}\n{require}\n{release}\n```',
    },
    deleted: {
      message: 'Sets {column} to NOT NULL; the rows deleted before must be all that hold NULL.',
      many: 'Sets {count} columns to NOT NULL; rows deleted before must be all with NULLs: {column}.',
      why:
        'The change deletes rows of the table first, by a condition on other columns. If that leaves ' +
        'one row with a NULL, the migration fails (23502).',
    },
    default: {
      message: 'Sets {column} to NOT NULL; a row that was given NULL makes it fail.',
      many: 'Sets {count} columns to NOT NULL; a row that was given NULL makes it fail: {column}.',
      why:
        'The column has a default, so only rows that were given NULL explicitly, or are older than the ' +
        'default, hold one. One of them makes the migration fail (23502).',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column that may hold NULL',
        released: 'CREATE TABLE users (email text);',
        sql: 'ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL;',
        lines: [1],
      },
      {
        title: 'together with a change of its type',
        released: 'CREATE TABLE users (email varchar(20));',
        sql: 'ALTER TABLE users ALTER COLUMN email TYPE text, ALTER COLUMN email SET NOT NULL;',
        lines: [1],
      },
      {
        title: 'added by the same change, and left empty',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'another column is filled',
        sql: 'UPDATE users SET b = 1 WHERE a IS NULL;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'filled before: only the lock remains',
        severity: 'warning',
        sql: 'UPDATE users SET a = 1 WHERE a IS NULL;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'the rows with NULL are deleted before',
        severity: 'warning',
        sql: 'DELETE FROM users WHERE a IS NULL;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'rows are deleted before, by another condition',
        severity: 'warning',
        sql:
          `DELETE FROM users WHERE kind = 'old';\n` +
          'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'a default makes NULLs rare',
        severity: 'warning',
        released: 'CREATE TABLE users (a int DEFAULT 0);',
        sql: 'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [1],
      },
      {
        title: 'a default that comes with the change fills no old row',
        released: 'CREATE TABLE users (a int);',
        sql: 'ALTER TABLE users ALTER COLUMN a SET DEFAULT 0;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'values that a change of type computes anew',
        severity: 'warning',
        released: 'CREATE TABLE users (a timestamp);',
        sql:
          'ALTER TABLE users ALTER COLUMN a TYPE boolean USING a IS NOT NULL;\n' +
          'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [2],
      },
      {
        title: 'a CHECK that is not validated proves nothing',
        released:
          'CREATE TABLE users (a int);\nALTER TABLE users ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;',
        sql: 'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a validated CHECK proves it',
        released: 'CREATE TABLE users (a int, CONSTRAINT c CHECK (a IS NOT NULL));',
        sql: 'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
      },
      {
        title: 'NOT NULL already',
        released: 'CREATE TABLE users (a int NOT NULL);',
        sql: 'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
      },
      {
        title: 'added with a constant default by the same change',
        sql:
          'ALTER TABLE users ADD COLUMN a int DEFAULT 0;\n' +
          'ALTER TABLE users ALTER COLUMN a SET NOT NULL;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (a int);\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_SetNotNull')) {
      const name = command.name ?? '';
      const column = columnBefore(visit, table, name);
      if (!meetsRows(visit, table) || column?.notNull) continue;
      if (column?.isNew && column.default !== null) continue;
      if (provesNotNull(relationBefore(visit, table), name)) continue;

      const writes = earlierWrites(visit, table);
      const isFilled = writes.some(({ statement }) => fillsColumn(statement, table, name));
      const hadDefault = columnAtStart(visit, table, name)?.default != null;
      const isDeleted = writes.some(({ statement }) => statement.kind === 'DeleteStmt');
      const variant = isFilled ? 'filled' : hadDefault ? 'default' : isDeleted ? 'deleted' : null;
      visit.report({
        cause: `${variant}`,
        ...(variant && { variant, severity: 'warning' }),
        data: { column: `${written(table)}.${name}`, ...remedies(table, name) },
      });
    }
  },
});

/** The SQL that is offered: to see and fill the NULLs, and to prove that there are none. */
function remedies(table: RangeVar, column: string): Record<string, string> {
  const on = sqlNameOf(table);
  const name = sqlName(column);
  const proof = sqlName(`${table.relname}_${column}_not_null`);
  return {
    nulls: `SELECT count(*) FROM ${on} WHERE ${name} IS NULL;`,
    fill: `UPDATE ${on} SET ${name} = … WHERE ${name} IS NULL;\n--> statement-breakpoint`,
    prove: `ALTER TABLE ${on} ADD CONSTRAINT ${proof} CHECK (${name} IS NOT NULL) NOT VALID;`,
    validate: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${proof};`,
    require: `ALTER TABLE ${on} ALTER COLUMN ${name} SET NOT NULL;`,
    release: `ALTER TABLE ${on} DROP CONSTRAINT ${proof};`,
  };
}
