import {
  type Constraint,
  type RangeVar,
  addNotValid,
  alterCommands,
  as,
  defineCheck,
  droppedTwin,
  hasConstraint,
  isEmptyColumn,
  isLockedAgainstReads,
  meetsRows,
  nameOfConstraint,
  sqlName,
  sqlNameOf,
  type StatementVisit,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-fk-without-not-valid',
  title: 'A foreign key is checked on all rows while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-fk-without-not-valid', 'drop-and-readd-constraint'],
  sources: [
    { tool: 'squawk', rule: 'adding-foreign-key-constraint' },
    { tool: 'squawk', rule: 'constraint-missing-not-valid' },
    { tool: 'eugene', rule: 'E1' },
    { tool: 'strong_migrations', rule: 'add_foreign_key' },
    { tool: 'online_migrations', rule: 'add_foreign_key' },
    { tool: 'bytebase', rule: 'STATEMENT_ADD_FOREIGN_KEY_NOT_VALID' },
  ],
  message: 'Adds the foreign key {constraint} to {table}, and checks all rows at once.',
  many: 'Adds {count} foreign keys to {table}, and checks all rows at once: {constraint}.',
  why:
    'PostgreSQL holds a SHARE ROW EXCLUSIVE lock on {tables} while it looks up every row: reads go ' +
    'on, writes to {tables} wait until the migration commits. A row without a parent makes it fail ' +
    '(23503).',
  todo:
    'On a table that is large or busy, add it without the check, and validate it in a migration of a ' +
    'later deploy, which blocks no writes:\n\n```sql\n{notValid}\n-- in a later deploy:\n{validate}\n```',
  variants: {
    locked: {
      why:
        'An earlier statement of the transaction holds an ACCESS EXCLUSIVE lock on {table}. While ' +
        'PostgreSQL looks up every row, and until the migrator commits, reads of {table} wait, and ' +
        'writes to {tables}. A row without a parent makes it fail (23503).',
    },
    'new-column': {
      why:
        'The column is new and NULL in every row, so no row can break it. PostgreSQL reads the table ' +
        'all the same, with a SHARE ROW EXCLUSIVE lock on {tables}: reads go on, writes to {tables} ' +
        'wait until the migration commits.',
    },
    'new-column-locked': {
      why:
        'The column is new and NULL in every row, so no row can break it. PostgreSQL reads the table ' +
        'all the same, under the ACCESS EXCLUSIVE lock that ADD COLUMN took: until the migrator ' +
        'commits, reads of {table} wait, and writes to {tables}.',
    },
    replaced: {
      why:
        'Every row satisfies the foreign key that is dropped before, so none can break this one. ' +
        'PostgreSQL looks up every row again, under the ACCESS EXCLUSIVE locks that DROP CONSTRAINT ' +
        'took: reads and writes of {tables} wait until the migrator commits.',
      todo:
        'On tables that are large or busy, give the new one a name of its own, add it with NOT VALID ' +
        'beside the old one, and in a later deploy validate it and drop the old one.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql:
          'ALTER TABLE "posts" ADD CONSTRAINT "posts_user_id_users_id_fk" FOREIGN KEY ("user_id") ' +
          'REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;',
        lines: [1],
      },
      {
        title: 'in the DO block that older versions of drizzle-kit wrote',
        sql:
          'DO $$ BEGIN\n ALTER TABLE "posts" ADD CONSTRAINT "f" FOREIGN KEY ("u") REFERENCES "users"("id");\n' +
          'EXCEPTION\n WHEN duplicate_object THEN null;\nEND $$;',
        lines: [2],
      },
      {
        title: 'a column that is new and empty: only the lock remains',
        sql:
          'ALTER TABLE posts ADD COLUMN u int;\n' +
          'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id);',
        lines: [2],
      },
      {
        title: 'one that replaces another with other actions',
        released:
          'CREATE TABLE users (id int PRIMARY KEY);\n' +
          'CREATE TABLE posts (u int, CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id));',
        sql:
          'ALTER TABLE posts DROP CONSTRAINT f;\n' +
          'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id) ON DELETE CASCADE;',
        lines: [2],
      },
      {
        title: 'a table that refers to itself',
        sql: 'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (parent) REFERENCES posts (id);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a foreign key that is there already, in a block that catches the error',
        released:
          'CREATE TABLE users (id int PRIMARY KEY);\n' +
          'CREATE TABLE posts (u int, CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id));',
        sql:
          'DO $$ BEGIN\n ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id);\n' +
          'EXCEPTION WHEN duplicate_object THEN null;\nEND $$;',
      },
      {
        title: 'the table is made by the same change',
        sql:
          'CREATE TABLE posts (u int);\n' +
          'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id);',
      },
      {
        title: 'NOT VALID',
        sql: 'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id) NOT VALID;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const constraint = as(command.def, 'Constraint');
      if (constraint?.contype !== 'CONSTR_FOREIGN' || constraint.skip_validation) continue;
      const name = nameOfConstraint(table.relname ?? '', constraint);
      if (!meetsRows(visit, table) || hasConstraint(visit, table, name)) continue;

      const variant = variantOf(visit, table, constraint);
      visit.report({
        cause: `${written(table)} ${variant}`,
        ...(variant && { variant }),
        data: {
          constraint: name,
          table: written(table),
          tables: tablesOf(table, constraint),
          notValid: addNotValid(visit.statement, table, name),
          validate: `ALTER TABLE ${sqlNameOf(table)} VALIDATE CONSTRAINT ${sqlName(name)};`,
        },
      });
    }
  },
});

/** The tables that are locked: one where a table refers to itself. */
function tablesOf(table: RangeVar, { pktable }: Constraint): string[] {
  return [...new Set([written(table), ...(pktable ? [written(pktable)] : [])])];
}

/** Whether rows can break the foreign key, and whether reads wait already. */
function variantOf(visit: StatementVisit, table: RangeVar, constraint: Constraint): string | null {
  const columns = stringsOf(constraint.fk_attrs);
  const isLocked = isLockedAgainstReads(visit, table);
  // With MATCH SIMPLE, the default, a row with one NULL in the key is not looked up.
  if (columns.some((column) => isEmptyColumn(visit, table, column))) {
    return isLocked ? 'new-column-locked' : 'new-column';
  }
  const twin = droppedTwin(visit, table, { kind: 'foreign key', columns: [...columns] });
  const isSameParent = twin?.references?.table.name === constraint.pktable?.relname;
  if (twin?.validated && isSameParent && isLocked) return 'replaced';
  return isLocked ? 'locked' : null;
}
