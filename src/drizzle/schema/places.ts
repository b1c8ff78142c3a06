import { type Lines, linesOf } from '../../sql/lines.ts';
import { commentsOf } from './comments.ts';
import type {
  ColumnPlace,
  Place,
  Places,
  ReadSchema,
  TablePlaces,
  UnresolvedExport,
} from './read-schema.ts';
import type { WireNamed, WirePlace, WireSchema, WireTable, WireUnresolved } from './wire.ts';

/** Turns a place of the wire into lines and columns; the start of the first file where it has none. */
type Locate = (place: WirePlace | null, path?: string) => Place;

/** The schema as it came over the wire, with offsets turned into lines and columns. */
export function schemaOfWire(wire: WireSchema, texts: ReadonlyMap<string, string>): ReadSchema {
  const locate = locator(wire.files, texts);
  const { snapshot, problem, files } = wire;
  return {
    snapshot,
    problem,
    files,
    places: placesOfWire(wire, locate, texts),
    unresolved: wire.unresolved.map((each) => unresolvedOf(each, locate)),
    relations: wire.relations.map((each) => ({ ...each, place: locate(each.place) })),
  };
}

function locator(files: readonly string[], texts: ReadonlyMap<string, string>): Locate {
  const lines = new Map<string, Lines>();
  return (place, otherwise = files[0] ?? '') => {
    const [file, start, end] = place ?? [-1, 0, 0];
    const path = files[file] ?? otherwise;
    const own = lines.get(path) ?? linesOf(texts.get(path) ?? '');
    lines.set(path, own);
    return { path, range: own.range(start, end) };
  };
}

function placesOfWire(
  { tables, objects }: WireSchema,
  locate: Locate,
  texts: ReadonlyMap<string, string>,
): Places {
  const of = (kind: (typeof objects)[number]['kind']): ReadonlyMap<string, Place> =>
    new Map(
      objects.flatMap((each) => (each.kind === kind ? [[each.key, locate(each.place)]] : [])),
    );
  return {
    tables: new Map(tables.map((each) => [each.key, tablePlaces(each, locate, texts)])),
    enums: of('enums'),
    views: of('views'),
    sequences: of('sequences'),
    roles: of('roles'),
    policies: of('policies'),
    schemas: of('schemas'),
  };
}

function tablePlaces(
  table: WireTable,
  locate: Locate,
  texts: ReadonlyMap<string, string>,
): TablePlaces {
  const own = locate(table.place);
  const named = (list: readonly WireNamed[]): ReadonlyMap<string, Place> =>
    new Map(list.map(([name, place]) => [name, place ? locate(place) : own]));
  const columns = table.columns.map(({ name, place, ...rest }): [string, ColumnPlace] => {
    const at = place ? locate(place) : own;
    const { start, end } = at.range;
    const text = texts.get(at.path) ?? '';
    const source = place ? text.slice(start.offset, end.offset) : '';
    return [name, { ...at, ...rest, source, comment: place ? commentsOf(text, at.range) : '' }];
  });
  return {
    ...own,
    comment: commentsOf(texts.get(own.path) ?? '', own.range),
    columns: new Map(columns),
    indexes: named(table.indexes),
    foreignKeys: named(table.foreignKeys),
    uniqueConstraints: named(table.uniqueConstraints),
    compositePrimaryKeys: named(table.compositePrimaryKeys),
    checkConstraints: named(table.checkConstraints),
    policies: named(table.policies),
  };
}

function unresolvedOf(wire: WireUnresolved, locate: Locate): UnresolvedExport {
  const { name, why, object } = wire;
  const { path, range } = locate(wire.place, wire.path);
  const { line, column } = range.start;
  return { name, why, path, line, column, object };
}
