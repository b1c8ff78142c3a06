import type { Column, Table, TableConstraint, UniqueIndex } from './tables.ts';

/** What a statement demands of the rows of a table that stood before the change. */
export type Target = {
  /** Index of the statement among those that are pending. */
  readonly statement: number;
  /** The table as it stood before the change. */
  readonly table: Table;
} & (
  | {
      readonly kind: 'not null';
      readonly column: Column;
      /** The column before the change; null where the change adds it. */
      readonly before: Column | null;
    }
  | { readonly kind: 'unique'; readonly index: UniqueIndex; readonly after: Table }
  | ConstraintDemand<'foreign key'>
  | ConstraintDemand<'check'>
  | ConstraintDemand<'exclusion'>
  | { readonly kind: 'type'; readonly column: Column; readonly before: Column }
);

interface ConstraintDemand<Kind extends TableConstraint['kind']> {
  readonly kind: Kind;
  readonly constraint: TableConstraint;
  readonly after: Table;
}

/**
 * What one statement newly demands of rows, from the catalog before and after it. Objects are the
 * same when their numbers are, so that renames, DO blocks and dynamic SQL need no reading.
 */
export function targetsBetween(
  statement: number,
  base: ReadonlyMap<string, Table>,
  before: ReadonlyMap<string, Table>,
  after: ReadonlyMap<string, Table>,
): Target[] {
  return [...after.values()].flatMap((now) => {
    const table = base.get(now.oid);
    const last = before.get(now.oid) ?? table;
    if (!table || !last) return [];
    const at = { statement, table };
    return [
      ...columnTargets(at, last, now),
      ...uniqueTargets(at, last, now),
      ...constraintTargets(at, last, now),
    ];
  });
}

interface At {
  readonly statement: number;
  readonly table: Table;
}

function columnTargets(at: At, last: Table, now: Table): Target[] {
  return now.columns.flatMap((column): Target[] => {
    const was = columnOf(last, column.number);
    const before = columnOf(at.table, column.number);
    const targets: Target[] = [];
    if (column.neverNull && !was?.neverNull && !isFilled(column, was))
      targets.push({ ...at, kind: 'not null', column, before });
    const isRetyped =
      was && (was.typeOid !== column.typeOid || was.modifier !== column.modifier) && before;
    if (isRetyped) targets.push({ ...at, kind: 'type', column, before });
    return targets;
  });
}

/** Whether rows that exist get a value as the column is added. */
function isFilled(column: Column, was: Column | null): boolean {
  return was === null && (column.default !== null || column.generated);
}

function uniqueTargets(at: At, last: Table, now: Table): Target[] {
  const known = new Set(last.uniques.map(({ oid }) => oid));
  return now.uniques
    .filter(({ oid }) => !known.has(oid))
    .map((index) => ({ ...at, kind: 'unique', index, after: now }));
}

function constraintTargets(at: At, last: Table, now: Table): Target[] {
  const validated = new Set(
    last.constraints.filter((each) => each.validated).map(({ oid }) => oid),
  );
  return now.constraints
    .filter((each) => each.validated && !validated.has(each.oid))
    .flatMap((constraint) => {
      const { kind } = constraint;
      return kind === 'not null' ? [] : [{ ...at, kind, constraint, after: now }];
    });
}

export function columnOf(table: Table, number: number): Column | null {
  return table.columns.find((column) => column.number === number) ?? null;
}
