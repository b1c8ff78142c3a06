import {
  alterCommands,
  defineCheck,
  meetsRows,
  relationBefore,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

const notValid = 'ALTER TABLE posts ADD CONSTRAINT c CHECK (a > 0) NOT VALID;';
const validate = 'ALTER TABLE posts VALIDATE CONSTRAINT c;';

export default defineCheck({
  id: 'validate-in-same-tx',
  title: 'A constraint is validated while its table is still locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_ValidateConstraint'],
  covers: ['validate-in-same-tx'],
  sources: [
    { tool: 'squawk', rule: 'constraint-missing-not-valid' },
    { tool: 'eugene', rule: 'E4' },
    { tool: 'strong_migrations', rule: 'validate_foreign_key' },
    { tool: 'strong_migrations', rule: 'validate_check_constraint' },
    { tool: 'online_migrations', rule: 'validate_constraint' },
    { tool: 'pgfence', rule: 'not-valid-validate-same-tx' },
  ],
  message: 'Validates {constraint} of {table} in the transaction that added it with NOT VALID.',
  why:
    'The lock of ADD CONSTRAINT is held until the transaction ends, so the whole table is read under ' +
    'it, as if NOT VALID were not there.',
  todo:
    'Move the validation into a migration of a later deploy, since the migrator runs what is pending ' +
    'in one transaction:\n\n```sql\n{validate}\n```',
  variants: {
    each: {
      todo: 'Move the validation into a migration of its own:\n\n```sql\n{validate}\n```',
    },
  },
  examples: {
    flagged: [
      { title: 'in the same migration', sql: `${notValid}\n${validate}`, lines: [2] },
      {
        title: "in the next one of the same deploy, with Drizzle's migrator",
        sql: [notValid, validate],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'in the next migration, where each has its transaction',
        transaction: 'each',
        sql: [notValid, validate],
      },
      {
        title: 'in a later deploy',
        released: `CREATE TABLE posts (a int);\n${notValid}`,
        sql: validate,
      },
      {
        title: 'a table that the same change made',
        sql: `CREATE TABLE posts (a int);\n${notValid}\n${validate}`,
      },
    ],
  },
  statement(visit) {
    const { statement, transaction, pending, index } = visit;
    for (const { table, command } of alterCommands(statement.node, 'AT_ValidateConstraint')) {
      const name = command.name ?? '';
      if (transaction === null || !meetsRows(visit, table)) continue;
      const known = relationBefore(visit, table)?.constraints.find((each) => each.name === name);
      if (known && !known.isNew) continue;
      const isAddedHere = pending
        .slice(0, index)
        .some(
          (each) =>
            each.transaction === transaction &&
            alterCommands(each.statement.node, 'AT_AddConstraint').some(
              (added) =>
                written(added.table) === written(table) && each.statement.text.includes(name),
            ),
        );
      if (!isAddedHere) continue;
      const sql = `ALTER TABLE ${sqlNameOf(table)} VALIDATE CONSTRAINT ${sqlName(name)};`;
      visit.report({
        data: { constraint: name, table: written(table), validate: sql },
        ...(visit.migrator.transaction === 'each' && { variant: 'each' }),
      });
    }
  },
});
