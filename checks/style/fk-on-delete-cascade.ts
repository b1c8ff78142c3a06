import { defineCheck, newForeignKeys, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'fk-on-delete-cascade',
  title: 'Deleting a row deletes rows of another table',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint', 'AlterTableStmt:AT_AddColumn', 'CreateStmt'],
  covers: ['fk-on-delete-cascade'],
  sources: [{ tool: 'bytebase', rule: 'STATEMENT_DISALLOW_ON_DEL_CASCADE' }],
  message: 'Deleting a row of {parent} deletes its rows of {table}.',
  many: '{count} foreign keys delete rows of their tables with their parents: {table}.',
  why: 'One DELETE can reach any number of rows in any number of tables, locks them all, and is not undone.',
  todo: 'Where that is not meant, leave the action out, and delete in the code what has to go.',
  examples: {
    flagged: [
      {
        title: 'ON DELETE CASCADE',
        sql: 'ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'another action',
        sql: 'ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;',
      },
    ],
  },
  statement(visit) {
    for (const { table, parent, constraint } of newForeignKeys(visit.statement.node)) {
      if (constraint.fk_del_action !== 'c') continue;
      const data = { table: written(table), parent: written(parent) };
      visit.report({ data, cause: 'cascade' });
    }
  },
});
