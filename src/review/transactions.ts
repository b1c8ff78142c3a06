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
 * two breakpoints are then sent as one query, which PostgreSQL runs in an implicit transaction
 * (protocol, "Multiple Statements in a Simple Query"); a migrator of `none` is taken to send
 * each by itself, as psql does. What a DO block runs is one transaction at least.
 */
export function inTransactions(
  files: readonly PendingFile[],
  rule: TransactionRule,
): PendingStatement[] {
  const pending: PendingStatement[] = [];
  let count = 0;
  let open = rule === 'all' ? count++ : null;

  for (const { path, sql } of files) {
    if (rule === 'each') open = count++;
    const perChunk = statementsPerChunk(sql.statements);
    const implicit = new Map<number, number>();
    const blocks = new Map<Statement, number>();

    function implicitOf(chunk: number): number | null {
      if (rule === 'none' || (perChunk.get(chunk) ?? 0) < 2) return null;
      return numberOf(implicit, chunk, () => count++);
    }

    for (const statement of sql.statements) {
      const { chunk } = statement;
      const command = statement.within ? null : transactionCommand(statement);
      // BEGIN makes what ran before it in the same query a part of its transaction.
      if (command === 'begin') open ??= implicit.get(chunk) ?? count++;
      let transaction = open ?? implicitOf(chunk);
      if (statement.within) transaction ??= numberOf(blocks, outermost(statement), () => count++);
      pending.push({ statement, path, transaction });

      if (command === null || command === 'begin') continue;
      open = isChained(statement) && open !== null ? count++ : null;
      implicit.delete(chunk);
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

function numberOf<Key>(numbers: Map<Key, number>, key: Key, next: () => number): number {
  const number = numbers.get(key) ?? next();
  numbers.set(key, number);
  return number;
}

function outermost(statement: Statement): Statement {
  let outer = statement;
  while (outer.within) outer = outer.within;
  return outer;
}

/** What a statement of the top level does to the transaction that is open. */
export function transactionCommand({
  node,
}: Pick<Statement, 'node'>): 'begin' | 'commit' | 'rollback' | null {
  if (!('TransactionStmt' in node)) return null;
  switch (node.TransactionStmt.kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return 'begin';
    case 'TRANS_STMT_COMMIT':
    case 'TRANS_STMT_PREPARE':
      return 'commit';
    case 'TRANS_STMT_ROLLBACK':
      return 'rollback';
    default:
      return null;
  }
}

/** Whether the end of a transaction begins the next one at once. */
function isChained({ node }: Statement): boolean {
  return 'TransactionStmt' in node && node.TransactionStmt.chain === true;
}
