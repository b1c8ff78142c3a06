import { defineCheck, later, transactionCommand, transactionMet } from '../../src/review/check.ts';

export default defineCheck({
  id: 'uncommitted-transaction',
  title: 'A transaction is never committed',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: ['TransactionStmt'],
  covers: ['uncommitted-transaction'],
  sources: [
    { tool: 'squawk', rule: 'ban-uncommitted-transaction' },
    { tool: 'migrationpilot', rule: 'MP053' },
  ],
  message: 'BEGIN without a COMMIT in the file: what follows is rolled back.',
  why:
    'The migrator opens no transaction and so commits none. When its connection ends, PostgreSQL rolls ' +
    'back what this BEGIN has opened, and the migration counts as applied all the same.',
  todo: 'Write `COMMIT;` behind the last statement.',
  examples: {
    flagged: [
      {
        title: 'a migrator without transactions',
        transaction: 'none',
        sql: 'BEGIN;\nALTER TABLE a ADD COLUMN b int;',
        lines: [1],
      },
      {
        title: 'the second one of a file',
        transaction: 'none',
        sql: 'BEGIN;\nSELECT 1;\nCOMMIT;\nSTART TRANSACTION;\nSELECT 2;',
        lines: [4],
      },
    ],
    accepted: [
      { title: 'committed', transaction: 'none', sql: 'BEGIN;\nSELECT 1;\nCOMMIT;' },
      { title: 'the migrator commits what is open', sql: 'COMMIT;\nBEGIN;\nSELECT 1;' },
    ],
  },
  statement(visit) {
    if (visit.migrator.transaction !== 'none' || visit.statement.within) return;
    if (transactionCommand(visit.statement) !== 'begin' || transactionMet(visit) !== null) return;
    const isEnded = later(visit).some(({ statement, path }) => {
      const command = statement.within ? null : transactionCommand(statement);
      return path === visit.path && command !== null && command !== 'begin';
    });
    if (!isEnded) visit.report({});
  },
});
