import type { RangeVar } from '@pgsql/types';
import { relationOf } from '../schema/lookup.ts';
import type { Constraint } from '../schema/model.ts';
import type { StatementVisit } from './check.ts';

/** Whether the change gives a table another constraint of the same kind in place of one that it drops. */
export function isReadded(
  visit: StatementVisit,
  table: RangeVar,
  { kind, columns, name }: Constraint,
): boolean {
  const { constraints = [] } = relationOf(visit.end(), table) ?? {};
  return constraints.some(
    (each) =>
      each.isNew &&
      each.kind === kind &&
      (each.name === name || each.columns.some((column) => columns.includes(column))),
  );
}
