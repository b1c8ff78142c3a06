import { alterCommands, defineCheck, meetsRows, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'set-logged-unlogged',
  title: 'A table is written anew, into the log or out of it',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_SetLogged', 'AlterTableStmt:AT_SetUnLogged'],
  covers: ['set-logged-unlogged'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP047' },
    { tool: 'safe-migrate', rule: 'table-rewrite-storage' },
  ],
  message: 'Writes {table} anew to change whether it is logged.',
  why:
    'PostgreSQL copies the table and all its indexes under an ACCESS EXCLUSIVE lock: reads and writes ' +
    'wait until the migration commits.',
  todo: 'On a table that is not small, make a new one of the other kind and copy the rows in batches.',
  examples: {
    flagged: [
      { title: 'out of the log', sql: 'ALTER TABLE sessions SET UNLOGGED;', lines: [1] },
      { title: 'into the log', sql: 'ALTER TABLE sessions SET LOGGED;', lines: [1] },
    ],
    accepted: [
      { title: 'a new table', sql: 'CREATE TABLE a (b int);\nALTER TABLE a SET UNLOGGED;' },
    ],
  },
  statement(visit) {
    for (const { table } of alterCommands(visit.statement.node, 'AT_SetLogged', 'AT_SetUnLogged')) {
      if (meetsRows(visit, table)) visit.report({ data: { table: written(table) } });
    }
  },
});
