import type { Node, TransactionStmt } from '@pgsql/types';
import type { ParsedSql, Statement } from '../sql/statement.ts';
import type { PendingStatement } from './check.ts';
import type { TransactionRule } from './settings.ts';

/** A parsed migration, in the place where the migrator runs it. */
export interface PendingFile {
  readonly path: string;
  readonly sql: ParsedSql;
}

/**
 * Numbers the transactions that the pending statements run in, for a migrator that opens one for
 * `all`, one for `each` or `none`. COMMIT and ROLLBACK in a migration end the migrator's own
 * transaction, so what follows commits by itself until the next BEGIN. Several statements between
 * two breakpoints are sent as one query, which PostgreSQL runs in an implicit transaction.
 */
export function inTransactions(
  files: readonly PendingFile[],
  rule: TransactionRule,
): PendingStatement[] {
  const pending: PendingStatement[] = [];
  let count = 0;
  let current = rule === 'all' ? count++ : null;

  for (const { path, sql } of files) {
    if (rule === 'each') current = count++;
    const perChunk = statementsPerChunk(sql.statements);
    const implicit = new Map<number, number>();

    for (const statement of sql.statements) {
      const command = transactionCommand(statement);
      if (command === 'begin') current ??= count++;

      let transaction = current;
      if (transaction === null && rule !== 'none' && (perChunk.get(statement.chunk) ?? 0) > 1) {
        transaction = implicit.get(statement.chunk) ?? count++;
        implicit.set(statement.chunk, transaction);
      }
      pending.push({ statement, path, transaction });
      if (command === 'end') current = null;
    }
  }
  return pending;
}

function statementsPerChunk(statements: readonly Statement[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { chunk, within } of statements) {
    if (!within) counts.set(chunk, (counts.get(chunk) ?? 0) + 1);
  }
  return counts;
}

function transactionCommand(statement: Statement): 'begin' | 'end' | null {
  if (statement.kind !== 'TransactionStmt' || statement.within) return null;
  const { kind } = (statement.node as Extract<Node, { TransactionStmt: unknown }>)
    .TransactionStmt as TransactionStmt;
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return 'begin';
  if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') return 'end';
  return null;
}
