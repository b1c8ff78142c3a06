import { cloneSchema } from '../schema/clone.ts';
import { fold } from '../schema/fold.ts';
import type { Schema } from '../schema/model.ts';
import type { PendingStatement } from './check.ts';
import { transactionCommand } from './transactions.ts';

/** A schema that pending statements are folded into, one after the other. */
export interface FoldedSchema {
  /** The schema that a statement meets, which must be the next one. */
  before(statement: PendingStatement): Schema;
  fold(statement: PendingStatement): void;
  /** The schema after all of them. */
  after(): Schema;
}

/** The schema after all pending statements; it is folded when it is first asked for. */
export function afterAll(start: Schema, pending: readonly PendingStatement[]): () => Schema {
  let end: Schema | null = null;
  return () => {
    end ??= foldAll(start, pending);
    return end;
  };
}

function foldAll(start: Schema, pending: readonly PendingStatement[]): Schema {
  const schema = foldingTransactions(start, pending);
  for (const each of pending) {
    schema.before(each);
    schema.fold(each);
  }
  return schema.after();
}

/**
 * Folds statements with regard to their transactions: `SET LOCAL` ends with its transaction, and
 * ROLLBACK undoes what was done in it.
 */
export function foldingTransactions(
  start: Schema,
  pending: readonly PendingStatement[],
): FoldedSchema {
  let schema = cloneSchema(start);
  let current: number | null = null;
  const rolledBack = new Set(
    pending.flatMap(({ statement, transaction }) =>
      transactionCommand(statement) === 'rollback' && transaction !== null ? transaction : [],
    ),
  );
  let saved: Schema | null = null;

  function before({ transaction }: PendingStatement): Schema {
    if (transaction !== null && transaction === current) return schema;
    schema.localSearchPath = null;
    current = transaction;
    saved = transaction !== null && rolledBack.has(transaction) ? cloneSchema(schema) : null;
    return schema;
  }

  return {
    before,
    fold({ statement }) {
      if (saved && transactionCommand(statement) === 'rollback') schema = saved;
      else fold(schema, statement);
    },
    after: () => schema,
  };
}
