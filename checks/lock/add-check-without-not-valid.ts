import {
  type Constraint,
  type RangeVar,
  addNotValid,
  alterCommands,
  as,
  defineCheck,
  hasConstraint,
  isEmptyColumn,
  meetsRows,
  nameOfConstraint,
  relationBefore,
  sqlName,
  sqlNameOf,
  type Statement,
  type StatementVisit,
  truthWithNulls,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-check-without-not-valid',
  title: 'A CHECK constraint is checked on all rows while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-check-without-not-valid', 'drop-and-readd-constraint'],
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
  variants: {
    holds: {
      why:
        'The columns that the change adds are NULL in every row, so every row passes. PostgreSQL reads ' +
        'the whole table all the same, under an ACCESS EXCLUSIVE lock: reads and writes wait until the ' +
        'migration commits.',
    },
    fails: {
      message:
        'Adds the CHECK constraint {constraint} to {table}, which no row passes that exists.',
      many: 'Adds {count} CHECK constraints to {table}, which no row passes that exists: {constraint}.',
      why:
        'The columns that the change adds are NULL in every row, and the condition is false for them. ' +
        'If the table holds even one row, the migration fails (23514).',
      todo: 'Fill the new columns before the constraint, or let the condition accept NULL.',
    },
    replaced: {
      why:
        'The one of this name that is dropped before tells PostgreSQL nothing of the new condition. It ' +
        'reads the whole table under an ACCESS EXCLUSIVE lock, so reads and writes wait until the ' +
        'migration commits. A row that breaks the new condition makes it fail (23514).',
      todo:
        'On a table that is large or busy, give the new one a name of its own, add it with NOT VALID ' +
        'beside the old one, and in a later deploy validate it and drop the old one:\n\n' +
        '```sql\n{beside}\n-- in a later deploy:\n{swap}\n```',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a condition in the place of another one',
        released: 'CREATE TABLE users (age int, CONSTRAINT adult CHECK (age > 17));',
        sql:
          'ALTER TABLE users DROP CONSTRAINT adult;\n' +
          'ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 20);',
        lines: [2],
      },
      {
        title: 'a condition on a table that was there before',
        sql: 'ALTER TABLE "users" ADD CONSTRAINT "age_check" CHECK ("users"."age" > 18);',
        lines: [1],
      },
      {
        title: 'a column that is new and empty: every row passes, and only the lock remains',
        sql:
          'ALTER TABLE users ADD COLUMN age int;\n' +
          'ALTER TABLE users ADD CONSTRAINT c CHECK (age IS NULL OR age > 18);',
        lines: [2],
      },
      {
        title: 'a column that is new and empty, and may not be',
        severity: 'error',
        sql:
          'ALTER TABLE users ADD COLUMN age int;\n' +
          'ALTER TABLE users ADD CONSTRAINT c CHECK (age IS NOT NULL);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a constraint that is there already',
        released: 'CREATE TABLE users (age int, CONSTRAINT c CHECK (age > 18));',
        sql: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 18);',
      },
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
      const name = nameOfConstraint(table.relname ?? '', constraint);
      if (!meetsRows(visit, table) || hasConstraint(visit, table, name)) continue;

      const variant = variantOf(visit, table, name, constraint);
      visit.report({
        cause: `${written(table)} ${variant}`,
        ...(variant && { variant }),
        ...(variant === 'fails' && { severity: 'error' }),
        data: {
          constraint: name,
          table: written(table),
          notValid: addNotValid(visit.statement, table, name),
          validate: `ALTER TABLE ${sqlNameOf(table)} VALIDATE CONSTRAINT ${sqlName(name)};`,
          ...swapOf(visit.statement, table, name),
        },
      });
    }
  },
});

/** What the older rows make of the condition, as far as new and empty columns decide it. */
function variantOf(
  visit: StatementVisit,
  table: RangeVar,
  name: string,
  { raw_expr }: Constraint,
): 'holds' | 'fails' | 'replaced' | null {
  const columns = [...(relationBefore(visit, table)?.columns.keys() ?? [])];
  const empty = new Set(columns.filter((column) => isEmptyColumn(visit, table, column)));
  const truth = truthWithNulls(raw_expr, empty);
  if (truth === 'unknown') return wasDropped(visit, table, name) ? 'replaced' : null;
  return truth === 'false' ? 'fails' : 'holds';
}

/** Whether the change has dropped a CHECK of this name. */
function wasDropped(visit: StatementVisit, table: RangeVar, name: string): boolean {
  const old = relationBefore({ ...visit, before: visit.start }, table)?.constraints ?? [];
  return old.some((each) => each.kind === 'check' && each.name === name);
}

/** The statements that put a CHECK under another name beside the old one, and then in its place. */
function swapOf(statement: Statement, table: RangeVar, name: string) {
  const [on, old, own] = [sqlNameOf(table), sqlName(name), sqlName(`${name}_2`)];
  const add = addNotValid(statement, table, name);
  return {
    beside: add.replace(/(\bCONSTRAINT\s+)(?:"[^"]*"|\w+)/i, `$1${own}`),
    swap:
      `ALTER TABLE ${on} VALIDATE CONSTRAINT ${own};\n` +
      `ALTER TABLE ${on} DROP CONSTRAINT ${old};\n` +
      `ALTER TABLE ${on} RENAME CONSTRAINT ${own} TO ${old};`,
  };
}
