import type { SchemaDifference } from '../../schema/difference.ts';
import { writeName, writeQualified } from '../../sql/identifier.ts';
import { type Fields, entriesOf, fieldsOf, textOf } from '../snapshot-fields.ts';
import { describeFacets } from './facets.ts';
import type { PgSnapshotJson, Place, Places, ReadSchema, TablePlaces } from './read-schema.ts';
import type { UnresolvedExport } from './read-schema.ts';

type Kind = SchemaDifference['object'];

/** A difference from the recorded snapshot to the schema, and where it stands in both. */
export interface Drift extends SchemaDifference {
  /** The keys that lead to it in a snapshot of version 7: `tables`, `public.users`, `columns`, `email`. */
  readonly keys: readonly string[];
  /** Its place in the schema, or its table's; null where nothing of it is declared any more. */
  readonly place: Place | null;
}

/** Objects of one kind by their names as people write them. */
type Objects = ReadonlyMap<string, Fields>;

/** What may hide what is missing in the schema, because it could not be read. */
type IsHidden = (kind: string, fields: Fields) => boolean;

type Field = keyof Places;
type Part = Exclude<keyof TablePlaces, keyof Place | 'comment'>;

/** The parts of a table, by the field of the snapshot that holds them. */
const parts: readonly (readonly [field: Part, kind: Kind])[] = [
  ['columns', 'column'],
  ['compositePrimaryKeys', 'constraint'],
  ['uniqueConstraints', 'constraint'],
  ['foreignKeys', 'constraint'],
  ['checkConstraints', 'constraint'],
  ['indexes', 'index'],
  ['policies', 'policy'],
];

const topLevel: readonly (readonly [field: Exclude<Field, 'tables'>, kind: Kind])[] = [
  ['schemas', 'schema'],
  ['enums', 'enum'],
  ['sequences', 'sequence'],
  ['roles', 'role'],
  ['policies', 'policy'],
  ['views', 'view'],
];

/**
 * What generating a migration now would change: the differences from the recorded snapshot (version
 * 5, 6 or 7) to the schema that was read. Only what the recorded snapshot speaks of is compared, and
 * what could not be read is not called removed.
 */
export function driftBetween(read: ReadSchema, recorded: PgSnapshotJson): Drift[] {
  if (!read.snapshot) return [];
  const isHidden = hidden(read.unresolved);
  const drift: Drift[] = [];
  for (const [field, kind] of topLevel) {
    if (!(field in recorded)) continue;
    const before = objectsOf(recorded[field], kind);
    const after = objectsOf(read.snapshot[field], kind);
    drift.push(...compare({ field, kind, before, after, isHidden, places: read.places[field] }));
  }
  const before = objectsOf(recorded.tables, 'table');
  const after = objectsOf(read.snapshot.tables, 'table');
  const places = read.places.tables;
  drift.push(...compare({ field: 'tables', kind: 'table', before, after, isHidden, places }));
  for (const [name, table] of after) {
    const old = before.get(name);
    if (old) drift.push(...insideTable(name, old, table, places));
  }
  return drift;
}

/**
 * The objects of the recorded snapshot that the schema does not have, and that are not called
 * removed, since what could not be read may declare them. By their names.
 */
export function hiddenIn({ snapshot, unresolved }: ReadSchema, recorded: PgSnapshotJson): string[] {
  if (!snapshot) return [];
  const isHidden = hidden(unresolved);
  const kinds: (readonly [Field, Kind])[] = [...topLevel, ['tables', 'table']];
  return kinds.flatMap(([field, kind]) => {
    const declared = objectsOf(snapshot[field], kind);
    return [...objectsOf(recorded[field], kind)].flatMap(([name, fields]) =>
      !declared.has(name) && isHidden(kind, fields) ? [name] : [],
    );
  });
}

function insideTable(
  name: string,
  before: Fields,
  after: Fields,
  tables: ReadonlyMap<string, TablePlaces>,
): Drift[] {
  const key = keyOf(after);
  const own = tables.get(key);
  const drift = parts.flatMap(([field, kind]) => {
    if (!(field in before)) return [];
    const inside = (table: Fields): Objects =>
      new Map(
        entriesOf(table[field]).map((each) => [`${name}.${writeName(textOf(each.name))}`, each]),
      );
    const known = [...inside(before)].map(([key, each]): [string, Fields] => {
      const isUnknown =
        field === 'columns' && own?.columns.get(textOf(each.name))?.unknownDefault != null;
      return [key, isUnknown ? withoutDefault(each) : each];
    });
    return compare({
      field,
      kind,
      before: new Map(known),
      after: inside(after),
      isHidden: () => false,
      places: own?.[field],
      table: { key, place: own },
    });
  });
  if ('isRLSEnabled' in before && before.isRLSEnabled !== after.isRLSEnabled) {
    const detail = `row level security ${after.isRLSEnabled === true ? 'enabled' : 'disabled'}`;
    const keys = ['tables', key, 'isRLSEnabled'];
    drift.unshift({ kind: 'changed', object: 'table', name, detail, keys, place: own ?? null });
  }
  return drift;
}

interface Sides {
  readonly field: Field | Part;
  readonly kind: Kind;
  readonly before: Objects;
  readonly after: Objects;
  readonly isHidden: IsHidden;
  readonly places: ReadonlyMap<string, Place> | undefined;
  /** The table that they are parts of. */
  readonly table?: { readonly key: string; readonly place: Place | undefined };
}

/** Of tables only their names are compared here; the rest is compared part by part. */
function compare({ field, kind, before, after, isHidden, places, table }: Sides): Drift[] {
  const drift: Drift[] = [];

  function add(what: Drift['kind'], name: string, fields: Fields, detail = ''): void {
    const key = keyIn(field, fields, table !== undefined);
    const keys = [...(table ? ['tables', table.key] : []), field, key];
    const place = places?.get(key) ?? table?.place ?? null;
    drift.push({ kind: what, object: kind, name, detail, keys, place });
  }

  for (const [name, fields] of after) {
    const old = before.get(name);
    const detail = old && kind !== 'table' ? describeFacets(old, fields) : '';
    if (!old) add('added', name, fields);
    else if (detail) add('changed', name, fields, detail);
  }
  for (const [name, fields] of before) {
    if (!after.has(name) && !isHidden(kind, fields)) add('removed', name, fields);
  }
  return drift;
}

const withoutSchema: ReadonlySet<string> = new Set(['roles', 'policies', 'schemas']);

function keyIn(field: string, fields: Fields, isPart: boolean): string {
  return isPart || withoutSchema.has(field) ? textOf(fields.name) : keyOf(fields);
}

/** An export that could not be read may be any object of its kind, unless its name is known. */
function hidden(unresolved: readonly UnresolvedExport[]): IsHidden {
  return (kind, fields) =>
    unresolved.some(({ object }) => {
      if (!object) return true;
      if (object.kind !== kind) return false;
      return object.name === null || object.name === fields.name;
    });
}

function objectsOf(value: unknown, kind: Kind): Objects {
  if (kind === 'schema') {
    return new Map(Object.keys(fieldsOf(value)).map((name) => [writeName(name), { name }]));
  }
  const isOwned = kind !== 'role' && kind !== 'policy';
  return new Map(
    entriesOf(value).map((fields) => {
      const name = textOf(fields.name);
      const inside = textOf(fields.schema) || 'public';
      return [isOwned ? writeQualified(inside, name) : writeName(name), fields];
    }),
  );
}

function withoutDefault(column: Fields): Fields {
  return Object.fromEntries(Object.entries(column).filter(([name]) => name !== 'default'));
}

function keyOf(table: Fields): string {
  return `${textOf(table.schema) || 'public'}.${textOf(table.name)}`;
}
