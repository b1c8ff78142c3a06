import { defineCheck, transactionCommand, transactionMet } from '../../src/review/check.ts';

export default defineCheck({
  id: 'transaction-nesting',
  title: 'A transaction begins or ends where it should not',
  category: 'syntax',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: ['TransactionStmt'],
  covers: ['transaction-nesting'],
  sources: [
    { tool: 'squawk', rule: 'transaction-nesting' },
    { tool: 'atlas', rule: 'nestedtx' },
    { tool: 'bytebase', rule: 'STATEMENT_DISALLOW_COMMIT' },
    { tool: 'postgres-language-server', rule: 'transaction-nesting' },
  ],
  message: 'BEGIN does nothing here: a transaction is open already.',
  why:
    'PostgreSQL has no transactions in transactions: it warns (25001) and goes on in the one that is ' +
    'open, which the next COMMIT then ends.',
  todo: 'Remove BEGIN, and the COMMIT that belongs to it.',
  variants: {
    ends: {
      message: "Ends the migrator's own transaction.",
      why:
        'What stands before is committed, or rolled back, here, and what follows commits statement by ' +
        'statement, the entry in the table of migrations too. When something fails then, the database ' +
        'stays halfway, and the next deploy runs what was done already once more.',
      todo:
        'Remove it. If a statement must run outside of a transaction, run it by hand before the deploy, ' +
        'or make this COMMIT and that statement the last of the pending migrations, between breakpoints.',
    },
    nothing: {
      message: 'There is no transaction to end here.',
      why: 'PostgreSQL warns (25P01) and does nothing: what stands before has been committed already.',
      todo: 'Remove it, or write the BEGIN that is missing.',
    },
  },
  examples: {
    flagged: [
      {
        title: "inside the migrator's transaction, BEGIN does nothing, and COMMIT ends it",
        sql: 'BEGIN;\nALTER TABLE a ADD COLUMN b int;\nCOMMIT;',
        lines: [1, 3],
      },
      { title: 'a second BEGIN', transaction: 'none', sql: 'BEGIN;\nBEGIN;\nCOMMIT;', lines: [2] },
      { title: 'nothing to end', transaction: 'none', sql: 'SELECT 1;\nROLLBACK;', lines: [2] },
      {
        title: 'a migrator with a transaction for each migration',
        transaction: 'each',
        sql: ['SELECT 1;', 'COMMIT;'],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a migrator without transactions',
        transaction: 'none',
        sql: 'BEGIN;\nSELECT 1;\nCOMMIT;\nSTART TRANSACTION;\nROLLBACK;',
      },
      { title: 'a savepoint', sql: 'SAVEPOINT s;\nSELECT 1;\nRELEASE s;' },
    ],
  },
  statement(visit) {
    const command = visit.statement.within ? null : transactionCommand(visit.statement);
    if (command === null) return;
    const met = transactionMet(visit);
    if (command === 'begin') {
      if (met !== null) visit.report({});
    } else if (met !== 'own') visit.report({ variant: met === null ? 'nothing' : 'ends' });
  },
});
