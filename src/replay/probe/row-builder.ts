import { writeName, writeQualified } from '../../sql/identifier.ts';
import type { Sandbox, SqlError } from '../engine.ts';
import { candidatesFor } from './candidates.ts';
import { type Group, groupsOf } from './groups.ts';
import { columnsOf, constantOf, foreignKeys, isReference } from './keys.ts';
import { type Condition, solve, type Unknown } from './solve.ts';
import type { Column, Table, TableConstraint } from './tables.ts';
import { columnOf } from './targets.ts';
import { literal, naturalValue, type Value } from './values.ts';

export interface Row {
  readonly table: Table;
  /** By the number of the column; all of them, as PostgreSQL gave them back. */
  readonly values: ReadonlyMap<number, Value>;
  /** Columns that the INSERT names. */
  readonly written: ReadonlySet<number>;
  readonly sql: string;
}

export interface RowWish {
  /** Values that must stand in the row. */
  readonly fixed?: ReadonlyMap<number, Value>;
  /** Columns that must have a value. */
  readonly filled?: readonly number[];
  /** Whether optional columns without default get a value too. */
  readonly fill?: 'needed' | 'all';
  /** Foreign keys by oid that the row shall not satisfy. */
  readonly orphanOf?: string;
  /** What else must hold of the row. */
  readonly conditions?: readonly Condition[];
  /** Columns that the conditions speak of, and that do not stand in the table. */
  readonly further?: readonly Unknown[];
}

/**
 * Why there is no such row. `implied`: what the schema demands already forbids it; `no row`: none
 * was found that satisfies it.
 */
export class NoRow extends Error {
  override name = 'NoRow';
  readonly reason: 'implied' | 'no row';

  constructor(reason: 'implied' | 'no row', message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface RowBuilder {
  /** Inserts a row, and the rows that its foreign keys need. Rejects with `NoRow`. */
  insert(table: Pick<Table, 'oid'>, wish?: RowWish): Promise<Row>;
  /** All rows so far, parents before children. */
  readonly rows: readonly Row[];
}

const mostRetries = 12;
const deepest = 12;

/**
 * Builds rows that a database accepts, in the open transaction of a sandbox: foreign keys get their
 * parents, CHECK constraints are solved by PostgreSQL, and where a unique index refuses, another
 * value is taken. The same calls give the same rows.
 */
export function createRowBuilder(sandbox: Sandbox, tables: ReadonlyMap<string, Table>): RowBuilder {
  const rows: Row[] = [];
  const underway: string[] = [];
  let count = 0;

  async function insert({ oid }: Pick<Table, 'oid'>, wish: RowWish = {}): Promise<Row> {
    const table = tables.get(oid);
    if (!table) throw new NoRow('no row', 'its table cannot be read');
    if (underway.length > deepest) throw new NoRow('no row', 'its foreign keys go too deep');
    underway.push(table.oid);
    try {
      const values = new Map(wish.fixed);
      await addParents(table, values, wish);
      addNeeded(table, values, wish);
      await satisfy(table, values, wish);
      return await write(table, values, wish);
    } finally {
      underway.pop();
    }
  }

  async function addParents(table: Table, values: Map<number, Value>, wish: RowWish) {
    for (const key of foreignKeys(table)) {
      if (key.oid === wish.orphanOf || key.columns.some((each) => values.get(each) === null))
        continue;
      const isWanted = key.columns.some((each) => values.has(each) || isWished(table, each, wish));
      if (isWanted) await addParent(table, key, values);
    }
  }

  async function addParent(table: Table, key: TableConstraint, values: Map<number, Value>) {
    const canStayEmpty = key.columns.every(
      (each) => !values.has(each) && !columnOf(table, each)?.notNull,
    );
    if (key.references === table.oid) {
      if (!canStayEmpty) referToItself(table, key, values);
      return;
    }
    const parent = tables.get(key.references ?? '');
    if (!parent) throw new NoRow('no row', `what ${key.name} references cannot be read`);
    if (underway.includes(parent.oid)) {
      if (canStayEmpty) return;
      throw new NoRow('no row', `foreign keys in a circle: ${key.name}`);
    }
    const required = new Map<number, Value>();
    key.columns.forEach((each, index) => {
      const value = values.get(each);
      if (value != null) required.set(key.referencedColumns[index] ?? 0, value);
    });
    take(key, values, await parentWith(parent, required));
  }

  function referToItself(table: Table, key: TableConstraint, values: Map<number, Value>) {
    key.columns.forEach((each, index) => {
      const referenced = columnOf(table, key.referencedColumns[index] ?? 0);
      if (!referenced) return;
      const value =
        values.get(each) ?? values.get(referenced.number) ?? naturalValue(referenced, ++count);
      values.set(referenced.number, values.get(referenced.number) ?? value);
      values.set(each, value);
    });
  }

  async function parentWith(parent: Table, required: ReadonlyMap<number, Value>): Promise<Row> {
    const known = rows.find(
      ({ table, values }) =>
        table.oid === parent.oid &&
        [...required].every(([each, value]) => values.get(each) === value),
    );
    return known ?? insert(parent, { fixed: required });
  }

  function take(key: TableConstraint, values: Map<number, Value>, parent: Row) {
    key.columns.forEach((each, index) => {
      values.set(each, parent.values.get(key.referencedColumns[index] ?? 0) ?? null);
    });
  }

  function addNeeded(table: Table, values: Map<number, Value>, wish: RowWish) {
    for (const column of table.columns) {
      if (values.has(column.number) || column.generated) continue;
      // Its foreign key was left empty on purpose.
      if (isReference(table, column.number) && !column.notNull) continue;
      if (isWished(table, column.number, wish) || isPinned(table, column))
        values.set(column.number, naturalValue(column, ++count));
    }
  }

  /** Changes what is not fixed until all CHECK constraints hold. */
  async function satisfy(table: Table, values: Map<number, Value>, wish: RowWish) {
    for (const group of groupsOf(table, wish)) {
      const unknowns = group.columns.map((column): Unknown => ({
        column,
        values: choicesFor(table, column, values, group, wish),
      }));
      const further = (wish.further ?? []).filter(() => group.isWished);
      const found =
        (await solve(sandbox, [...unknowns, ...further], group.conditions)) ??
        (await solveWithParents(table, values, wish, group, further));
      if (!found) {
        const isFixed =
          group.isWished || group.columns.some((each) => wish.fixed?.has(each.number));
        throw new NoRow('no row', `no values were found for ${isFixed ? 'it' : group.name}`);
      }
      for (const column of group.columns) {
        const value = found.get(column.number) ?? null;
        const isLeftOut = !values.has(column.number) && value === null && column.default === null;
        if (!isLeftOut) values.set(column.number, value);
      }
    }
  }

  /** The same, where foreign keys that could stay empty are given a parent. */
  async function solveWithParents(
    table: Table,
    values: Map<number, Value>,
    wish: RowWish,
    group: Group,
    further: readonly Unknown[],
  ): Promise<ReadonlyMap<number, Value> | null> {
    const inGroup = new Set(group.columns.map(({ number }) => number));
    const empty = foreignKeys(table).filter(
      ({ oid, columns, references }) =>
        oid !== wish.orphanOf &&
        references !== table.oid &&
        columns.some((each) => inGroup.has(each)) &&
        columns.every((each) => !values.has(each)),
    );
    for (const key of empty) {
      const tried = new Map(values);
      await addParent(table, key, tried);
      const unknowns = group.columns.map((column): Unknown => ({
        column,
        values: choicesFor(table, column, tried, group, wish),
      }));
      const found = await solve(sandbox, [...unknowns, ...further], group.conditions);
      if (!found) continue;
      for (const each of key.columns) values.set(each, tried.get(each) ?? null);
      return found;
    }
    return null;
  }

  function choicesFor(
    table: Table,
    column: Column,
    values: ReadonlyMap<number, Value>,
    group: Group,
    wish: RowWish,
  ): readonly Value[] {
    const { number } = column;
    const isGiven = wish.fixed?.has(number) || isReference(table, number);
    if (isGiven) return [values.get(number) ?? null];
    const expressions = group.conditions.map(({ expression }) => expression);
    const candidates = candidatesFor(column, [...expressions, ...column.domainChecks], ++count);
    if (values.has(number) || wish.fill === 'all') {
      const current = values.get(number);
      return [...(current == null ? [] : [current]), ...candidates];
    }
    const constant = constantOf(column);
    return [...new Set([...(constant === null ? [] : [constant]), null, ...candidates])].filter(
      (each) => each !== null || !column.notNull,
    );
  }

  async function write(table: Table, values: Map<number, Value>, wish: RowWish): Promise<Row> {
    for (let retry = 0; ; retry++) {
      const sql = insertInto(table, values);
      await sandbox.exec('SAVEPOINT writing');
      const returning = table.columns.map(({ name }) => `${writeName(name)}::text`).join(', ');
      const { error, rows: given } = await sandbox.query(`${sql} RETURNING ${returning || '1'}`);
      await sandbox.exec(error ? 'ROLLBACK TO writing' : 'RELEASE writing');
      if (!error) {
        const [back] = given;
        if (!back) throw new NoRow('no row', 'a trigger keeps the row out');
        const row: Row = {
          table,
          values: new Map(table.columns.map(({ number }, index) => [number, back[index] ?? null])),
          written: new Set(values.keys()),
          sql: `${sql};`,
        };
        rows.push(row);
        return row;
      }
      if (error.code !== '23505' || retry === mostRetries) throw refused(error, wish);
      await vary(table, values, wish, error);
    }
  }

  /** Takes another value for one column of the unique index that refused. */
  async function vary(table: Table, values: Map<number, Value>, wish: RowWish, error: SqlError) {
    const index = table.uniques.find(({ name }) => name === error.constraint);
    const free = (index ? columnsOf(index) : []).filter((each) => !wish.fixed?.has(each));
    const key = foreignKeys(table).find(
      ({ columns, oid }) => oid !== wish.orphanOf && columns.every((each) => free.includes(each)),
    );
    const plain = free.find((each) => !isReference(table, each));
    const column = plain === undefined ? null : columnOf(table, plain);
    if (column && !column.generated) {
      values.set(column.number, naturalValue(column, ++count));
      return;
    }
    const parent = key && key.references !== table.oid ? tables.get(key.references ?? '') : null;
    if (!key || !parent || underway.includes(parent.oid)) {
      throw new NoRow('implied', error.constraint ?? error.message);
    }
    take(key, values, await insert(parent));
  }

  return { insert, rows };
}

/** What PostgreSQL said of the row, as the reason why there is none. */
function refused(error: SqlError, wish: RowWish): NoRow {
  const isByConstraint = /^23/.test(error.code) && error.constraint !== null;
  if (isByConstraint && (wish.fixed || wish.orphanOf || wish.conditions))
    return new NoRow('implied', error.constraint);
  return new NoRow('no row', `${error.message} (${error.code})`);
}

function isWished(table: Table, number: number, { filled, fill }: RowWish): boolean {
  const column = columnOf(table, number);
  if (!column || column.generated) return false;
  if (filled?.includes(number)) return true;
  return column.default === null && (column.notNull || fill === 'all');
}

/** A key that PostgreSQL would draw by itself is another one in the next run, so it is written. */
function isPinned(table: Table, column: Column): boolean {
  const isComputed = column.default !== null && constantOf(column) === null;
  return isComputed && table.uniques.some(({ key }) => key.includes(column.number));
}

function insertInto(table: Table, values: ReadonlyMap<number, Value>): string {
  const columns = table.columns.filter(({ number }) => values.has(number));
  const into = `INSERT INTO ${writeQualified(table.schema, table.name)}`;
  if (columns.length === 0) return `${into} DEFAULT VALUES`;
  const names = columns.map(({ name }) => writeName(name)).join(', ');
  const overriding = columns.some(({ generated }) => generated) ? ' OVERRIDING SYSTEM VALUE' : '';
  const list = columns
    .map((column) => literal(values.get(column.number) ?? null, column))
    .join(', ');
  return `${into} (${names})${overriding} VALUES (${list})`;
}
