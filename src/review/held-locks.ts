import type { RangeVar } from '@pgsql/types';
import { type LockMode, blocksReads, stronger } from '../postgres/lock-mode.ts';
import { existingName } from '../schema/lookup.ts';
import { type QualifiedName, type Schema, keyOf } from '../schema/model.ts';
import { nameOf } from '../sql/tree.ts';
import type { PendingStatement, StatementVisit } from './check.ts';
import { as } from './nodes.ts';
import { type TableLock, tableLocks } from './table-locks.ts';

/** A lock on a table that stood before the change, and the first statement that took one on it. */
export interface HeldLock extends TableLock {
  readonly since: PendingStatement;
}

/** Locks by the keys of their tables. */
export type HeldLocks = ReadonlyMap<string, HeldLock>;

/** Follows the locks that pending statements take, one after the other. */
export interface LockLedger {
  /** What earlier statements of the same transaction hold; the statement must be the next one. */
  before(statement: PendingStatement): HeldLocks;
  /** Enters what the statement takes, which is given back. */
  take(statement: PendingStatement, schema: Schema): readonly TableLock[];
}

/** A ledger in which nothing is held. Locks on tables that the change makes concern nobody. */
export function lockLedger(): LockLedger {
  let held = new Map<string, HeldLock>();
  let current: number | null = null;

  function enter(table: QualifiedName, mode: LockMode, since: PendingStatement): void {
    const known = held.get(keyOf(table));
    held.set(keyOf(table), {
      table,
      mode: known ? stronger(known.mode, mode) : mode,
      since: known?.since ?? since,
    });
  }

  return {
    before({ transaction }) {
      if (transaction === null || transaction !== current) held = new Map();
      current = transaction;
      return held;
    },
    take(statement, schema) {
      const { node } = statement.statement;
      const locks = tableLocks(schema, node).filter(
        ({ table }) => !schema.relations.get(keyOf(table))?.isNew,
      );
      if (statement.transaction === null || locks.length === 0) return locks;
      // A check that was given the locks may keep them.
      held = new Map(held);
      for (const { table, mode } of locks) {
        enter(table, mode, statement);
        const renamed = renamedTo(statement, table);
        if (renamed) enter(renamed, mode, statement);
      }
      return locks;
    },
  };
}

/** The lock on a table stays when it gets another name. */
function renamedTo({ statement }: PendingStatement, table: QualifiedName): QualifiedName | null {
  const { renameType, newname } = as(statement.node, 'RenameStmt') ?? {};
  if (renameType === 'OBJECT_TABLE' && newname !== undefined) return { ...table, name: newname };
  const { newschema } = as(statement.node, 'AlterObjectSchemaStmt') ?? {};
  return newschema === undefined ? null : { ...table, schema: newschema };
}

/**
 * Whether an earlier statement of the same transaction holds an ACCESS EXCLUSIVE lock on a table, so
 * that reads wait too, whatever lock the visited statement takes itself.
 */
export function isLockedAgainstReads(visit: StatementVisit, table: RangeVar): boolean {
  const lock = visit.held.get(keyOf(existingName(visit.before, nameOf(table))));
  return lock !== undefined && blocksReads(lock.mode);
}
