import {
  alterCommands,
  as,
  defineCheck,
  isDroppedLater,
  isOlder,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-fk-without-not-valid',
  title: 'A foreign key is checked on all rows while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-fk-without-not-valid'],
  sources: [
    { tool: 'squawk', rule: 'adding-foreign-key-constraint' },
    { tool: 'squawk', rule: 'constraint-missing-not-valid' },
    { tool: 'eugene', rule: 'E1' },
    { tool: 'strong_migrations', rule: 'add_foreign_key' },
    { tool: 'online_migrations', rule: 'add_foreign_key' },
    { tool: 'bytebase', rule: 'STATEMENT_ADD_FOREIGN_KEY_NOT_VALID' },
  ],
  message: 'Adds the foreign key {constraint} to {table}, and checks all rows at once.',
  why:
    'PostgreSQL holds a SHARE ROW EXCLUSIVE lock on {table} and on {parent} while it looks up every ' +
    'row: reads go on, writes to both tables wait until the migration commits. A row without a parent ' +
    'makes it fail (23503).',
  todo:
    'On a table that is large or busy, add it without the check, and validate it in a migration of a ' +
    'later deploy, which blocks no writes:\n\n```sql\n{notValid}\n-- in a later deploy:\n' +
    'ALTER TABLE {tableSql} VALIDATE CONSTRAINT {constraintSql};\n```',
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
    ],
    accepted: [
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
      if (!isOlder(visit, table) || isDroppedLater(visit, table)) continue;

      const name = constraint.conname ?? 'without a name';
      visit.report({
        data: {
          constraint: name,
          table: written(table),
          parent: constraint.pktable ? written(constraint.pktable) : 'its parent',
          tableSql: sqlNameOf(table),
          constraintSql: sqlName(name),
          notValid: `${visit.statement.text.replace(/;?\s*$/, '')} NOT VALID;`,
        },
      });
    }
  },
});
