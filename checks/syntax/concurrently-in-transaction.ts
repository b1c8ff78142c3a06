import {
  alterCommands,
  as,
  defineCheck,
  earlier,
  type StatementVisit,
  withoutSemicolon,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'concurrently-in-transaction',
  title: 'CONCURRENTLY inside a transaction',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  assumes: 'transaction',
  needs: 'statements',
  on: ['IndexStmt', 'DropStmt', 'ReindexStmt', 'AlterTableStmt:AT_DetachPartition'],
  covers: ['concurrently-in-transaction'],
  sources: [
    { tool: 'squawk', rule: 'ban-concurrent-index-creation-in-transaction' },
    { tool: 'atlas', rule: 'PG103' },
    { tool: 'bytebase', rule: 'STATEMENT_NON_TRANSACTIONAL' },
  ],
  message: '{command} cannot run here: the migrator has a transaction open.',
  why:
    'PostgreSQL refuses CONCURRENTLY inside a transaction (25001) and rolls back everything in it, so ' +
    "the deploy fails. Drizzle's own migrator runs all pending migrations in one transaction.",
  todo:
    'Run the statement by hand before the deploy, outside of any transaction. In the migration keep ' +
    'it without CONCURRENTLY and with IF NOT EXISTS (or IF EXISTS), so that databases that have the ' +
    'result skip it and new ones get it:\n\n```sql\n{byHand}\n```',
  variants: {
    each: {
      why:
        'PostgreSQL refuses CONCURRENTLY inside a transaction (25001), and the migrator runs each ' +
        'migration in one. The migration is rolled back, and the deploy fails.',
    },
    own: {
      message: '{command} cannot run here: a transaction is open.',
      why:
        'PostgreSQL refuses CONCURRENTLY inside a transaction (25001). The statement stands between ' +
        'BEGIN and COMMIT, or between two breakpoints with others: those are sent as one query, which ' +
        'PostgreSQL runs in a transaction.',
    },
  },
  examples: {
    flagged: [
      {
        title: "Drizzle's own migrator runs all pending migrations in one transaction",
        sql: 'CREATE INDEX CONCURRENTLY "users_email_idx" ON "users" ("email");',
        lines: [1],
      },
      {
        title: 'a migrator with a transaction for each migration',
        transaction: 'each',
        sql: 'DROP INDEX CONCURRENTLY users_email_idx;',
        lines: [1],
      },
      {
        title: 'after COMMIT, but in one query with it',
        sql: 'COMMIT;\nCREATE INDEX CONCURRENTLY i ON users (email);',
        lines: [2],
      },
      {
        title: 'inside a BEGIN of its own',
        transaction: 'none',
        sql: 'BEGIN;\nREINDEX INDEX CONCURRENTLY users_email_idx;\nCOMMIT;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a migrator without transactions',
        transaction: 'none',
        sql: 'CREATE INDEX CONCURRENTLY i ON users (email);',
      },
      {
        title: "alone after the migrator's transaction was ended",
        sql: 'COMMIT;\n--> statement-breakpoint\nCREATE INDEX CONCURRENTLY i ON users (email);',
      },
      { title: 'an index without it', sql: 'CREATE TABLE a (b int);\nCREATE INDEX i ON a (b);' },
    ],
  },
  statement(visit) {
    if (visit.transaction === null) return;
    const command = concurrentCommand(visit);
    if (!command) return;
    const byHand = `${withoutSemicolon(visit.statement.text)};`;
    visit.report({ data: { command, byHand }, ...variantOf(visit) });
  },
});

/** Who opened the transaction that the statement meets. */
function variantOf(visit: StatementVisit): { variant?: string } {
  const { transaction } = visit.migrator;
  const isOwn = earlier(visit).some(({ statement }) => statement.kind === 'TransactionStmt');
  if (isOwn || transaction === 'none') return { variant: 'own' };
  return transaction === 'each' ? { variant: 'each' } : {};
}

/** The command with CONCURRENTLY that a statement is; null when it is none. */
function concurrentCommand({ statement: { node } }: StatementVisit): string | null {
  if (as(node, 'IndexStmt')?.concurrent) return 'CREATE INDEX CONCURRENTLY';
  if (as(node, 'DropStmt')?.concurrent) return 'DROP INDEX CONCURRENTLY';
  const options = as(node, 'ReindexStmt')?.params ?? [];
  if (options.some((option) => as(option, 'DefElem')?.defname === 'concurrently')) {
    return 'REINDEX CONCURRENTLY';
  }
  for (const { command } of alterCommands(node, 'AT_DetachPartition')) {
    const partition = as(command.def, 'PartitionCmd');
    if (partition?.concurrent && partition.name) {
      return `DETACH PARTITION ${written(partition.name)} CONCURRENTLY`;
    }
  }
  return null;
}
