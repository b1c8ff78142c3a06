import type { ProbeGrade } from '../../review/replay.ts';
import { candidatesFor } from './candidates.ts';
import { columnsOf, constantOf } from './keys.ts';
import type { Row, RowBuilder, RowWish } from './row-builder.ts';
import type { Condition, Unknown } from './solve.ts';
import type { Column, Table } from './tables.ts';
import { columnOf, type Target } from './targets.ts';
import { isNumber, isText, lengthLimit, naturalValue, type Value } from './values.ts';

/** Rows which a statement may reject. */
export interface Variant {
  /** May depend on the rows that came out. */
  grade(rows: readonly Row[]): ProbeGrade;
  build(builder: RowBuilder): Promise<void>;
}

/** The rows to try for a target, the simplest first. `others` are targets of the same table. */
export function variantsFor(target: Target, others: readonly Target[]): Variant[] {
  switch (target.kind) {
    case 'not null':
      return notNullVariants(target, others);
    case 'unique':
      return uniqueVariants(target, others);
    case 'exclusion':
      return twinVariants(target.table, target.constraint.columns, [], others);
    case 'foreign key':
      return orphanVariants(target, others);
    case 'check':
      return checkVariants(target, others);
    case 'type':
      return typeVariants(target, others);
  }
}

/** Rows that stand for whatever a table may hold. */
export function anyRows(
  table: Table,
  grade: ProbeGrade,
  others: readonly Target[] = [],
): Variant[] {
  const wishes: RowWish[] = [{ filled: cleanFor(others) }, { fill: 'all' }, {}];
  return wishes.map((wish) => ({
    grade: () => grade,
    async build(builder) {
      await builder.insert(table, wish);
      await builder.insert(table, wish).catch(() => null);
    },
  }));
}

function notNullVariants(
  { table, before }: Extract<Target, { kind: 'not null' }>,
  others: readonly Target[],
): Variant[] {
  const filled = cleanFor(others).filter((each) => each !== before?.number);
  if (!before) return [one(table, 'any', { filled }), one(table, 'any', { fill: 'all' })];
  const grade = before.default === null ? 'ordinary' : 'explicit';
  const fixed = new Map<number, Value>([[before.number, null]]);
  const wishes: RowWish[] = [{ fixed, filled }, { fixed, fill: 'all' }, { fixed }];
  return wishes.map((wish) => one(table, grade, wish));
}

function uniqueVariants(
  { table, index, after }: Extract<Target, { kind: 'unique' }>,
  others: readonly Target[],
): Variant[] {
  const key = columnsOf(index).filter((each) => columnOf(table, each));
  if (key.length === 0) return anyRows(table, 'any', others);
  const conditions: Condition[] = index.predicate
    ? [{ expression: index.predicate, holds: 'is true', as: namesIn(after, columnsOf(index)) }]
    : [];
  const further = newColumns(table, after, columnsOf(index));
  const equal = twinVariants(table, key, conditions, others, further);
  if (further.length > 0) equal.push(...anyRows(table, 'any', others));
  if (!index.nullsNotDistinct) return equal;
  const fixed = new Map<number, Value>(
    key.filter((each) => !columnOf(table, each)?.notNull).map((each) => [each, null]),
  );
  return [...equal, two(table, { fixed }, { fixed })];
}

/** Two rows that are equal in some columns. */
function twinVariants(
  table: Table,
  columns: readonly number[],
  conditions: readonly Condition[],
  others: readonly Target[],
  further: readonly Unknown[] = [],
): Variant[] {
  const filled = [...columns, ...cleanFor(others)];
  const wishes: RowWish[] = [
    { filled, conditions, further },
    { filled, conditions, further, fill: 'all' },
  ];
  const variants = wishes.map((wish): Variant => {
    const build = async (builder: RowBuilder): Promise<void> => {
      const first = await builder.insert(table, wish);
      const fixed = new Map(columns.map((each) => [each, first.values.get(each) ?? null]));
      await builder.insert(table, { ...wish, fixed });
    };
    return { grade: () => 'ordinary', build };
  });
  const keys = new Set(table.uniques.flatMap(columnsOf));
  const twins: Variant = {
    grade: () => 'ordinary',
    async build(builder) {
      const first = await builder.insert(table, { filled, conditions, further, fill: 'all' });
      const fixed = new Map(
        table.columns
          .filter(
            ({ number, generated }) =>
              !generated && (!keys.has(number) || columns.includes(number)),
          )
          .map(({ number }) => [number, first.values.get(number) ?? null]),
      );
      await builder.insert(table, { fixed });
    },
  };
  return [...variants, twins];
}

function orphanVariants(
  { table, constraint }: Extract<Target, { kind: 'foreign key' }>,
  others: readonly Target[],
): Variant[] {
  const columns = constraint.columns.flatMap((each) => columnOf(table, each) ?? []);
  if (columns.length < constraint.columns.length) return anyRows(table, 'any', others);
  const fixed = new Map<number, Value>(columns.map((each) => [each.number, missing(each)]));
  const wish = { fixed, orphanOf: constraint.oid, filled: cleanFor(others) };
  return [one(table, 'ordinary', wish), one(table, 'ordinary', { ...wish, fill: 'all' })];
}

/** A key that no row has which a probe builds. */
function missing(column: Column): string {
  return isText(column) && (lengthLimit(column) ?? 7) >= 7 ? 'missing' : naturalValue(column, 900);
}

function checkVariants(
  { table, constraint, after }: Extract<Target, { kind: 'check' }>,
  others: readonly Target[],
): Variant[] {
  const columns = constraint.columns.flatMap((each) => columnOf(table, each) ?? []);
  if (columns.length === 0) return anyRows(table, 'any', others);
  const as = namesIn(after, constraint.columns);
  const expression = constraint.expression ?? 'true';
  const conditions: Condition[] = [{ expression, holds: 'is false', as }];
  const further = newColumns(table, after, constraint.columns);
  const grade = (rows: readonly Row[]): ProbeGrade => {
    const row = rows.findLast((each) => each.table.oid === table.oid);
    const isDefault = columns.every(
      (column) => (row?.values.get(column.number) ?? null) === constantOf(column),
    );
    return isDefault ? 'ordinary' : 'explicit';
  };
  const wishes: RowWish[] = [
    { conditions, further, filled: cleanFor(others) },
    { conditions, further, fill: 'all' },
    { conditions, further },
  ];
  const violating = wishes.map((wish) => ({ ...one(table, 'explicit', wish), grade }));
  return further.length > 0 ? [...violating, ...anyRows(table, 'any', others)] : violating;
}

function typeVariants(
  { table, before, column }: Extract<Target, { kind: 'type' }>,
  others: readonly Target[],
): Variant[] {
  const filled = cleanFor(others);
  return valuesAgainst(before, column).map(({ value, grade }) =>
    one(table, grade, { fixed: new Map([[before.number, value]]), filled }),
  );
}

/** Values of the old type that the new one may not take. */
function valuesAgainst(before: Column, after: Column): { value: Value; grade: ProbeGrade }[] {
  const constant = constantOf(before);
  const usual = constant === null ? [] : [{ value: constant, grade: 'any' as const }];
  if (before.labels && !before.isArray) {
    const gone = before.labels.filter((label) => !after.labels?.includes(label));
    return [...usual, ...gone.map((value) => ({ value, grade: 'ordinary' as const }))];
  }
  if (isText(before)) {
    const limit = lengthLimit(after);
    const longer = limit === null ? [] : ['x'.repeat(limit + 1)];
    const fits = (value: string): boolean => value.length <= (lengthLimit(before) ?? Infinity);
    const odd = [...longer, 'x', '', ...candidatesFor(before, [], 1)];
    return [...usual, ...explicit(odd.filter((each) => each !== null && fits(each)))];
  }
  if (isNumber(before)) {
    const large = ['100000', '3000000000', '9000000000000000000', '0.5', '-1', '1e30'];
    return [...usual, ...large.map((value) => ({ value, grade: 'extreme' as const }))];
  }
  return [...usual, ...explicit(candidatesFor(before, [], 1))];
}

function explicit(values: readonly Value[]): { value: Value; grade: ProbeGrade }[] {
  return [...new Set(values)].slice(0, 10).map((value) => ({ value, grade: 'explicit' }));
}

/** Columns that other targets of the table demand, so that those do not fail first. */
function cleanFor(others: readonly Target[]): number[] {
  return others.flatMap((each) => (each.kind === 'not null' ? (each.before?.number ?? []) : []));
}

function one(table: Table, grade: ProbeGrade, wish: RowWish): Variant {
  return {
    grade: () => grade,
    async build(builder) {
      await builder.insert(table, wish);
    },
  };
}

function two(table: Table, first: RowWish, second: RowWish): Variant {
  return {
    grade: () => 'ordinary',
    async build(builder) {
      await builder.insert(table, first);
      await builder.insert(table, second);
    },
  };
}

/** The names and types under which an expression of the changed table speaks of its columns. */
function namesIn(
  after: Table,
  columns: readonly number[],
): ReadonlyMap<number, { readonly name: string; readonly type: string }> {
  return new Map(
    columns.flatMap((each) => {
      const column = columnOf(after, each);
      return column ? [[each, { name: column.name, type: column.type }] as const] : [];
    }),
  );
}

/** Columns that the change adds: what rows that exist get in them. */
function newColumns(table: Table, after: Table, columns: readonly number[]): Unknown[] {
  return columns.flatMap((each): Unknown[] => {
    const column = columnOf(after, each);
    if (!column || columnOf(table, each)) return [];
    return [{ column, values: [constantOf(column)] }];
  });
}
