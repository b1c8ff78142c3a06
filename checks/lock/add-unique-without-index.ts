import {
  alterCommands,
  as,
  defineCheck,
  nameOfConstraint,
  sqlName,
  sqlNameOf,
  stringsOf,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-unique-without-index',
  title: 'A unique constraint or primary key builds its index while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-unique-without-index', 'add-primary-key-without-index'],
  sources: [
    { tool: 'squawk', rule: 'disallowed-unique-constraint' },
    { tool: 'squawk', rule: 'adding-serial-primary-key-field' },
    { tool: 'eugene', rule: 'E7' },
    { tool: 'strong_migrations', rule: 'add_unique_constraint' },
    { tool: 'online_migrations', rule: 'add_unique_constraint' },
    { tool: 'atlas', rule: 'PG104' },
    { tool: 'atlas', rule: 'PG105' },
    { tool: 'django-migration-linter', rule: 'ADD_UNIQUE' },
  ],
  message: 'Adds the unique constraint {constraint} to {table}, and builds its index at once.',
  why:
    'PostgreSQL builds the index under an ACCESS EXCLUSIVE lock, so reads and writes of {table} wait ' +
    'until the migration commits. Two equal rows make it fail (23505).',
  todo:
    'On a table that is large or busy, build the index by hand before the deploy, outside of any ' +
    'transaction, and let the migration take it over:\n\n```sql\n' +
    'CREATE UNIQUE INDEX CONCURRENTLY {constraintSql} ON {tableSql} ({columns});\n' +
    '-- in the migration:\n' +
    'ALTER TABLE {tableSql} ADD CONSTRAINT {constraintSql} {kind} USING INDEX {constraintSql};\n```',
  variants: {
    'primary-key': {
      message: 'Adds the primary key {constraint} to {table}, and builds its index at once.',
      why:
        'PostgreSQL builds the index under an ACCESS EXCLUSIVE lock, and reads the table once more ' +
        'where a column may be NULL. Reads and writes of {table} wait until the migration commits. ' +
        'Two equal rows, or a NULL, make it fail (23505, 23502).',
    },
  },
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql: 'ALTER TABLE "users" ADD CONSTRAINT "users_email_unique" UNIQUE("email");',
        lines: [1],
      },
      {
        title: 'a primary key',
        sql: 'ALTER TABLE "a" ADD CONSTRAINT "a_pk" PRIMARY KEY("b","c");',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with an index that is there already',
        sql: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX u;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (email text);\nALTER TABLE users ADD CONSTRAINT u UNIQUE (email);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const constraint = as(command.def, 'Constraint');
      const isPrimary = constraint?.contype === 'CONSTR_PRIMARY';
      if (!constraint || (constraint.contype !== 'CONSTR_UNIQUE' && !isPrimary)) continue;
      if (constraint.indexname || !meetsRows(visit, table)) continue;

      const columns = stringsOf(constraint.keys);
      const name = nameOfConstraint(table.relname ?? '', constraint);
      visit.report({
        ...(isPrimary && { variant: 'primary-key' }),
        data: {
          constraint: name,
          table: written(table),
          tableSql: sqlNameOf(table),
          constraintSql: sqlName(name),
          columns: columns.map(sqlName).join(', '),
          kind: isPrimary ? 'PRIMARY KEY' : 'UNIQUE',
        },
      });
    }
  },
});
