import type { WireColumn, WireNamed, WireTable } from '../wire.ts';
import type { SpotWriter } from './spots.ts';
import type { Run } from './scope.ts';
import type { Spot } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;
type Table = InstanceType<Run['host']['drizzle']['pg']['PgTable']>;

/**
 * The places of a table and of what is in it, by the names that its snapshot has. drizzle-kit
 * writes what is in a table in the order in which it was declared, constraints of columns first;
 * where the numbers differ, two had one name, and none gets a place.
 */
export function placesOfTable(
  table: Table,
  snapshot: Fields,
  key: string,
  run: Run,
  write: SpotWriter,
): WireTable {
  const { orm, pg } = run.host.drizzle;
  const { recorder } = run;
  const columns = Object.entries(orm.getTableColumns(table));
  const extras = extrasOf(table, run);

  function spots(type: abstract new (...args: never[]) => object): (Spot | null)[] {
    return extras.filter((each) => each instanceof type).map((each) => recorder.spotOf(each));
  }

  function named(field: string, found: readonly (Spot | null)[]): WireNamed[] {
    const names = Object.keys(fieldsOf(snapshot[field]));
    return names.map((name, index) => [
      name,
      write(names.length === found.length ? (found[index] ?? null) : null),
    ]);
  }

  const firsts = foreignKeysOf(table);
  const inline = columns.flatMap(([, column]) =>
    firsts.flatMap((each) => (each === column ? [recorder.spotOf(column)] : [])),
  );
  const unique = columns.flatMap(([, column]) =>
    column.isUnique ? [recorder.spotOf(column)] : [],
  );
  return {
    key,
    place: write(recorder.spotOf(table)),
    columns: columnsOf(columns, fieldsOf(snapshot.columns), run, write),
    indexes: named('indexes', spots(pg.IndexBuilder)),
    foreignKeys: named('foreignKeys', [...inline, ...spots(pg.ForeignKeyBuilder)]),
    uniqueConstraints: named('uniqueConstraints', [
      ...unique,
      ...spots(pg.UniqueConstraintBuilder),
    ]),
    compositePrimaryKeys: named('compositePrimaryKeys', spots(pg.PrimaryKeyBuilder)),
    checkConstraints: named('checkConstraints', spots(pg.CheckBuilder)),
    policies: named('policies', spots(pg.PgPolicy)),
  };
}

function columnsOf(
  columns: readonly [string, object][],
  snapshot: Fields,
  { recorder }: Run,
  write: SpotWriter,
): WireColumn[] {
  const names = Object.keys(snapshot);
  if (names.length !== columns.length) return [];
  return columns.map(([property, column], index) => ({
    name: names[index] ?? property,
    place: write(recorder.spotOf(column)),
    property,
    values: valuesOf(column),
    ...recorder.callsOf(column),
  }));
}

/** What TypeScript allows in a column of text; an enum of the database knows its own. */
function valuesOf(column: object): string[] | null {
  const values: unknown = Reflect.get(column, 'enumValues');
  const isOfDatabase = Reflect.get(column, 'enum') !== undefined;
  if (!Array.isArray(values) || values.length === 0 || isOfDatabase) return null;
  return values.filter((each) => typeof each === 'string');
}

/** The first column of each foreign key that `references` made, in order. */
function foreignKeysOf(table: Table): unknown[] {
  const keys = Reflect.get(table, Symbol.for('drizzle:PgInlineForeignKeys')) as {
    reference(): { columns: unknown[] };
  }[];
  return keys.map((each) => each.reference().columns[0]);
}

/** Indexes and constraints as the files made them, before Drizzle builds its own from them. */
function extrasOf(table: Table, { host }: Run): object[] {
  const symbols = host.drizzle.orm.Table as unknown as { Symbol: Record<string, symbol> };
  const build: unknown = Reflect.get(table, symbols.Symbol.ExtraConfigBuilder!);
  if (typeof build !== 'function') return [];
  const columns: unknown = Reflect.get(table, symbols.Symbol.ExtraConfigColumns!);
  const extras: unknown = Reflect.apply(build, undefined, [columns]);
  const items = Array.isArray(extras) ? extras.flat(1) : Object.values(fieldsOf(extras));
  return items.filter((each): each is object => typeof each === 'object' && each !== null);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
