import type { RangeVar } from '@pgsql/types';
import { relationOf } from '../schema/lookup.ts';
import { type Constraint, type Index, type Relation, keyOf } from '../schema/model.ts';
import type { StatementVisit } from './check.ts';
import { earlierWrites } from './around.ts';
import { columnBefore, isDeclared, relationBefore } from './before.ts';
import { touchesColumn } from './not-null.ts';

/** Whether the change adds a column without a value and does not fill it: NULL in every older row. */
export function isEmptyColumn(visit: StatementVisit, table: RangeVar, name: string): boolean {
  const column = columnBefore(visit, table, name);
  if (!column?.isNew || column.default !== null || column.generated || column.identity)
    return false;
  return !earlierWrites(visit, table).some(({ statement }) =>
    touchesColumn(statement, table, name),
  );
}

/**
 * Whether a table has its name, or one of the columns theirs, from the change itself, so that nobody
 * can prepare anything under these names before the deploy.
 */
export function isBrought(
  visit: StatementVisit,
  table: RangeVar,
  columns: readonly string[],
): boolean {
  const relation = relationBefore(visit, table);
  if (!relation) return false;
  const isNew = columns.some((name) => relation.columns.get(name)?.isNew);
  return isNew || renamedFrom(visit, relation) !== null || columns.some(isRenamed(visit, relation));
}

/**
 * Whether the released Drizzle schema declares a table, or a column of it, under the name that it has
 * now or had before the change.
 */
export function wasDeclared(visit: StatementVisit, table: RangeVar, column?: string): boolean {
  if (isDeclared(visit, table, column)) return true;
  const { now, from, oldColumn } = sides(visit, table);
  const key = from ?? now?.name;
  const relation = key && visit.declared?.relations.get(keyOf(key));
  if (!relation) return false;
  return column === undefined || relation.columns.has(oldColumn(column));
}

/** Whether a table has a constraint of that name already, so that adding it changes nothing, or fails. */
export function hasConstraint(visit: StatementVisit, table: RangeVar, name: string): boolean {
  const constraints = relationBefore(visit, table)?.constraints ?? [];
  return constraints.some((each) => each.name === name);
}

/** An older constraint with the same columns that the change has dropped; null where there is none. */
export function droppedTwin(
  visit: StatementVisit,
  table: RangeVar,
  wanted: Pick<Constraint, 'kind' | 'columns'>,
): Constraint | null {
  const { now, old, oldColumn } = sides(visit, table);
  const columns = wanted.columns.map(oldColumn);
  const found = old?.constraints.find(
    ({ kind, columns: each }) => kind === wanted.kind && isSame(each, columns),
  );
  return found && !now?.constraints.some(({ name }) => name === found.name) ? found : null;
}

/** An older index that has only other names, of itself or of its columns, and that the change has dropped. */
export function droppedIndexTwin(
  visit: StatementVisit,
  table: RangeVar,
  wanted: Pick<Index, 'columns' | 'unique' | 'method'> & { readonly isPlain: boolean },
): Index | null {
  const { now, old, oldColumn } = sides(visit, table);
  if (!wanted.isPlain) return null;
  const columns = wanted.columns.map((column) => (column === null ? null : oldColumn(column)));
  const found = old?.indexes.find(
    (index) =>
      index.unique === wanted.unique &&
      index.method === wanted.method &&
      index.where === null &&
      isSame(index.columns, columns),
  );
  return found && !now?.indexes.some(({ name }) => name === found.name) ? found : null;
}

interface Sides {
  readonly now: Relation | null;
  /** The name that the table had before the change, where that was another one. */
  readonly from: Relation['name'] | null;
  readonly old: Relation | undefined;
  /** The name that a column had before the change. */
  oldColumn(name: string): string;
}

/** A table as it stands before the statement, and as it stood before the change. */
function sides(visit: StatementVisit, table: RangeVar): Sides {
  const now = relationBefore(visit, table);
  const from = now && renamedFrom(visit, now);
  const old = from ? visit.start.relations.get(keyOf(from)) : relationOf(visit.start, table);
  const keys = new Set([now?.name, from].flatMap((name) => (name ? keyOf(name) : [])));
  const renames = visit.before.renames.toReversed();
  const oldColumn = (name: string): string =>
    renames.reduce(
      (last, each) =>
        each.object === 'column' && each.to === last && keys.has(keyOf(each.relation))
          ? each.from
          : last,
      name,
    );
  return { now, from, old, oldColumn };
}

function renamedFrom(visit: StatementVisit, { name }: Relation): Relation['name'] | null {
  const rename = visit.before.renames.find(
    (each) => each.object === 'relation' && keyOf(each.to) === keyOf(name),
  );
  return rename?.object === 'relation' ? rename.from : null;
}

function isRenamed(visit: StatementVisit, { name }: Relation): (column: string) => boolean {
  return (column) =>
    visit.before.renames.some(
      (each) =>
        each.object === 'column' && each.to === column && keyOf(each.relation) === keyOf(name),
    );
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
