import type { RangeVar } from '@pgsql/types';
import { isOlder } from './before.ts';
import type { PendingStatement, StatementVisit } from './check.ts';
import { alterCommands, as, droppedTables, emptiedTables } from './nodes.ts';
import { written } from './written.ts';

/** The statements of the change before, or after, the one that is visited. */
export function earlier(visit: StatementVisit): readonly PendingStatement[] {
  return visit.pending.slice(0, visit.index);
}

export function later(visit: StatementVisit): readonly PendingStatement[] {
  return visit.pending.slice(visit.index + 1);
}

/** The UPDATEs, DELETEs and changes of type of a table before the statement that is visited. */
export function earlierWrites(visit: StatementVisit, table: RangeVar): readonly PendingStatement[] {
  const { writes } = indexOf(visit.pending);
  const places = writes.get(written(table)) ?? [];
  return places.filter((place) => place < visit.index).map((place) => visit.pending[place]!);
}

/**
 * Whether a statement on a table meets rows: the table was there before, and the change neither
 * empties it first nor drops it afterwards, which is then the finding.
 */
export function meetsRows(visit: StatementVisit, table: RangeVar): boolean {
  return isOlder(visit, table) && !isEmptied(visit, table) && !isDroppedLater(visit, table);
}

/** Whether the change deletes all rows of a table before the statement that is visited. */
function isEmptied(visit: StatementVisit, table: RangeVar): boolean {
  const first = indexOf(visit.pending).emptied.get(written(table));
  return first !== undefined && first < visit.index;
}

/** Whether a later statement of the change drops the table, so that nothing else about it matters. */
export function isDroppedLater(visit: StatementVisit, table: RangeVar): boolean {
  const last = indexOf(visit.pending).dropped.get(written(table));
  return last !== undefined && last > visit.index;
}

/** Whether a later statement of the change changes the type of a column again. */
export function isRetypedLater(visit: StatementVisit, table: RangeVar, column: string): boolean {
  const last = indexOf(visit.pending).types.get(columnKey(table, column));
  return last !== undefined && last > visit.index;
}

/** Where a change does what others ask for, by table: a change may have a hundred thousand statements. */
interface TableIndex {
  /** The first statement that surely empties a table. */
  readonly emptied: ReadonlyMap<string, number>;
  /** The last statement that surely drops it. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly writes: ReadonlyMap<string, readonly number[]>;
  /** The last statement that changes a column's type. */
  readonly types: ReadonlyMap<string, number>;
}

const indexes = new WeakMap<readonly PendingStatement[], TableIndex>();

function indexOf(pending: readonly PendingStatement[]): TableIndex {
  const index = indexes.get(pending) ?? makeIndex(pending);
  indexes.set(pending, index);
  return index;
}

function makeIndex(pending: readonly PendingStatement[]): TableIndex {
  const emptied = new Map<string, number>();
  const dropped = new Map<string, number>();
  const writes = new Map<string, number[]>();
  const types = new Map<string, number>();
  for (const [place, { statement }] of pending.entries()) {
    const { node, runs } = statement;
    const [retyped] = alterCommands(node, 'AT_AlterColumnType');
    const target =
      as(node, 'UpdateStmt')?.relation ?? as(node, 'DeleteStmt')?.relation ?? retyped?.table;
    const known = target && writes.get(written(target));
    if (known) known.push(place);
    else if (target) writes.set(written(target), [place]);
    for (const { table, command } of alterCommands(node, 'AT_AlterColumnType')) {
      types.set(columnKey(table, command.name ?? ''), place);
    }
    if (runs !== 'always') continue;
    for (const table of droppedTables(node)) dropped.set(written(table), place);
    for (const table of emptiedTables(node)) {
      if (!emptied.has(written(table))) emptied.set(written(table), place);
    }
  }
  return { emptied, dropped, writes, types };
}

function columnKey(table: RangeVar, column: string): string {
  return JSON.stringify([written(table), column]);
}
