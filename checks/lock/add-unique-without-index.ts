import {
  type Constraint,
  type RangeVar,
  alterCommands,
  as,
  defineCheck,
  droppedTwin,
  hasConstraint,
  isBrought,
  isEmptyColumn,
  meetsRows,
  nameOfConstraint,
  type Severity,
  sqlName,
  sqlNameOf,
  type StatementVisit,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-unique-without-index',
  title: 'A unique constraint or primary key builds its index while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
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
    'new-column': {
      why:
        'A column of it is new and NULL in every row, so no two rows are equal. PostgreSQL builds the ' +
        'index all the same under an ACCESS EXCLUSIVE lock, so reads and writes of {table} wait until ' +
        'the migration commits.',
    },
    later: {
      todo:
        'Before the deploy no table or column has this name, so the index cannot be built by then. On ' +
        'a table that is large or busy leave the constraint out of this change, and build its index by ' +
        'hand afterwards, outside of any transaction. Another migration then takes it over:\n\n```sql\n' +
        'CREATE UNIQUE INDEX CONCURRENTLY {constraintSql} ON {tableSql} ({columns});\n' +
        '-- in a later migration:\n' +
        'ALTER TABLE {tableSql} ADD CONSTRAINT {constraintSql} {kind} USING INDEX {constraintSql};\n```',
    },
    renamed: {
      message:
        'Builds the index of the constraint {constraint} on {table} anew, though only its name changes.',
      why:
        'PostgreSQL builds the index under an ACCESS EXCLUSIVE lock, so reads and writes of {table} wait ' +
        'until the migration commits. The constraint that is dropped before held for the same columns.',
      todo:
        'Instead of dropping and adding it, rename it, which takes a moment:\n\n```sql\n' +
        'ALTER TABLE {tableSql} RENAME CONSTRAINT {old} TO {constraintSql};\n```',
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
      {
        title: 'a column that the same change adds empty: only the lock remains',
        sql:
          'ALTER TABLE users ADD COLUMN a text;\n' +
          'ALTER TABLE users ADD CONSTRAINT u UNIQUE (a);',
        lines: [2],
      },
      {
        title: 'only its name changes: it can be renamed',
        severity: 'notice',
        released: 'CREATE TABLE a (b int, CONSTRAINT a_b_unique UNIQUE (b));',
        sql:
          'ALTER TABLE a RENAME TO c;\nALTER TABLE c DROP CONSTRAINT a_b_unique;\n' +
          'ALTER TABLE c ADD CONSTRAINT c_b_unique UNIQUE (b);',
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'a constraint that is there already',
        released: 'CREATE TABLE users (a int, CONSTRAINT u UNIQUE (a));',
        sql: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (a);',
      },
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
      const name = nameOfConstraint(table.relname ?? '', constraint);
      if (hasConstraint(visit, table, name)) continue;

      const { variants, severity, old } = situation(visit, table, constraint, name);
      visit.report({
        variant: variants,
        ...(severity && { severity }),
        data: {
          constraint: name,
          table: written(table),
          tableSql: sqlNameOf(table),
          constraintSql: sqlName(name),
          columns: stringsOf(constraint.keys).map(sqlName).join(', '),
          kind: isPrimary ? 'PRIMARY KEY' : 'UNIQUE',
          old: sqlName(old ?? ''),
        },
      });
    }
  },
});

/** What is special: whether rows can be equal, and what can be done about the index. */
function situation(
  visit: StatementVisit,
  table: RangeVar,
  constraint: Constraint,
  name: string,
): { variants: string[]; severity?: Severity; old?: string | null } {
  const columns = stringsOf(constraint.keys);
  const isPrimary = constraint.contype === 'CONSTR_PRIMARY';
  const kind = isPrimary ? 'primary key' : 'unique';
  const twin = droppedTwin(visit, table, { kind, columns: [...columns] });
  if (twin && twin.name !== name)
    return { variants: ['renamed'], severity: 'notice', old: twin.name };
  const isEmpty = columns.some((column) => isEmptyColumn(visit, table, column));
  const variants = [
    ...(isPrimary ? ['primary-key'] : []),
    ...(isEmpty && !isPrimary && !constraint.nulls_not_distinct ? ['new-column'] : []),
    ...(isBrought(visit, table, columns) ? ['later'] : []),
  ];
  return { variants };
}
