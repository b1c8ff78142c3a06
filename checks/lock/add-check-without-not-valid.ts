import {
  addNotValid,
  alterCommands,
  as,
  defineCheck,
  nameOfConstraint,
  sqlName,
  sqlNameOf,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-check-without-not-valid',
  title: 'A CHECK constraint is checked on all rows while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-check-without-not-valid'],
  sources: [
    { tool: 'squawk', rule: 'constraint-missing-not-valid' },
    { tool: 'eugene', rule: 'E1' },
    { tool: 'strong_migrations', rule: 'add_check_constraint' },
    { tool: 'online_migrations', rule: 'add_check_constraint' },
    { tool: 'atlas', rule: 'PG305' },
    { tool: 'bytebase', rule: 'STATEMENT_ADD_CHECK_NOT_VALID' },
  ],
  message: 'Adds the CHECK constraint {constraint} to {table}, and checks all rows at once.',
  many: 'Adds {count} CHECK constraints to {table}, and checks all rows at once: {constraint}.',
  why:
    'PostgreSQL reads the whole table under an ACCESS EXCLUSIVE lock, so reads and writes wait until ' +
    'the migration commits. A row that breaks the condition makes it fail (23514).',
  todo:
    'On a table that is large or busy, add it without the check, and validate it in a migration of a ' +
    'later deploy, which blocks neither reads nor writes:\n\n```sql\n{notValid}\n-- in a later deploy:\n{validate}\n```',
  examples: {
    flagged: [
      {
        title: 'a condition on a table that was there before',
        sql: 'ALTER TABLE "users" ADD CONSTRAINT "age_check" CHECK ("users"."age" > 18);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'NOT VALID',
        sql: 'ALTER TABLE users ADD CONSTRAINT age_check CHECK (age > 18) NOT VALID;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (age int);\nALTER TABLE users ADD CONSTRAINT c CHECK (age > 18);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const constraint = as(command.def, 'Constraint');
      if (constraint?.contype !== 'CONSTR_CHECK' || constraint.skip_validation) continue;
      if (!meetsRows(visit, table)) continue;

      const name = nameOfConstraint(table.relname ?? '', constraint);
      visit.report({
        cause: written(table),
        data: {
          constraint: name,
          table: written(table),
          notValid: addNotValid(visit.statement, table, name),
          validate: `ALTER TABLE ${sqlNameOf(table)} VALIDATE CONSTRAINT ${sqlName(name)};`,
        },
      });
    }
  },
});
