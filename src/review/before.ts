import type { RangeVar } from '@pgsql/types';
import { relationOf } from '../schema/lookup.ts';
import type { Column, Relation } from '../schema/model.ts';
import type { StatementVisit } from './check.ts';

/** The relation that a statement names, as it stands before the statement; null where it is not known. */
export function relationBefore(visit: StatementVisit, table: RangeVar): Relation | null {
  return relationOf(visit.before, table) ?? null;
}

/**
 * Whether rows may stand in a table: it was there before the change. A table that nobody knows is
 * one that was made elsewhere.
 */
export function isOlder(visit: StatementVisit, table: RangeVar): boolean {
  return !relationBefore(visit, table)?.isNew;
}

/** A column of a table that was there before; null where it is not known. */
export function columnBefore(visit: StatementVisit, table: RangeVar, name: string): Column | null {
  return relationBefore(visit, table)?.columns.get(name) ?? null;
}

/** The same column as it stood before the whole change; null where it is not known, or new. */
export function columnAtStart(visit: StatementVisit, table: RangeVar, name: string): Column | null {
  return relationOf(visit.start, table)?.columns.get(name) ?? null;
}

/**
 * Whether the released Drizzle schema declares a table, or a column of it, so that the code that
 * runs uses it. Where nobody recorded that schema, it does.
 */
export function isDeclared(
  { declared }: StatementVisit,
  table: RangeVar,
  column?: string,
): boolean {
  if (!declared) return true;
  const relation = relationOf(declared, table);
  if (!relation) return false;
  return column === undefined || relation.columns.has(column);
}
