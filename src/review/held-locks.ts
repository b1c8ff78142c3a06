import type { RangeVar } from '@pgsql/types';
import { locksReads } from '../postgres/alter-table-lock.ts';
import { relationOf } from '../schema/lookup.ts';
import { commandsOf, stringsOf } from '../sql/tree.ts';
import type { PendingStatement, StatementVisit } from './check.ts';
import { as } from './nodes.ts';
import { written } from './written.ts';

/** By transaction and object: the first statement that locks it with ACCESS EXCLUSIVE. */
type Locks = ReadonlyMap<string, number>;

const locksOf = new WeakMap<readonly PendingStatement[], Locks>();

/**
 * Whether an earlier statement of the same transaction holds an ACCESS EXCLUSIVE lock on a table, so
 * that reads wait too, whatever lock the visited statement takes itself.
 */
export function isLockedAgainstReads(visit: StatementVisit, table: RangeVar): boolean {
  const { pending, transaction, index } = visit;
  if (transaction === null) return false;
  const locks = locksOf.get(pending) ?? readLocks(pending);
  locksOf.set(pending, locks);
  const indexes = relationOf(visit.start, table)?.indexes ?? [];
  const objects = [written(table), ...indexes.map(({ name }) => indexKey(name))];
  return objects.some((object) => {
    const first = locks.get(keyOf(transaction, object));
    return first !== undefined && first < index;
  });
}

function readLocks(pending: readonly PendingStatement[]): Locks {
  const locks = new Map<string, number>();
  for (const [place, { statement, transaction }] of pending.entries()) {
    if (transaction === null || statement.runs === 'on-call') continue;
    for (const object of lockedBy(statement.node)) {
      const key = keyOf(transaction, object);
      if (!locks.has(key)) locks.set(key, place);
    }
  }
  return locks;
}

/** The tables, under their old and new names, and the indexes that a statement locks against reads. */
function lockedBy(node: PendingStatement['statement']['node']): string[] {
  const rename = as(node, 'RenameStmt');
  if (rename?.relation && rename.renameType !== 'OBJECT_INDEX') {
    const isTable = rename.renameType === 'OBJECT_TABLE' && rename.newname !== undefined;
    const renamed = isTable ? [written({ ...rename.relation, relname: rename.newname! })] : [];
    return [written(rename.relation), ...renamed];
  }
  const alter = as(node, 'AlterTableStmt');
  if (alter?.relation && alter.objtype === 'OBJECT_TABLE') {
    return commandsOf(alter).some(locksReads) ? [written(alter.relation)] : [];
  }
  const drop = as(node, 'DropStmt');
  if (drop?.removeType !== 'OBJECT_INDEX' || drop.concurrent) return [];
  return (drop.objects ?? []).map((object) => indexKey(stringsOf(object).at(-1) ?? ''));
}

function indexKey(name: string): string {
  return `index ${name}`;
}

function keyOf(transaction: number, object: string): string {
  return `${transaction} ${object}`;
}
