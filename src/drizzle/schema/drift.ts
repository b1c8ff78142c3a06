import type { SchemaDifference } from '../../schema/difference.ts';
import { writeName, writeQualified } from '../../sql/identifier.ts';
import { type Fields, entriesOf, fieldsOf, textOf } from '../snapshot-fields.ts';
import { describeFacets } from './facets.ts';
import type { PgSnapshotJson, ReadSchema, UnresolvedExport } from './read-schema.ts';

type Kind = SchemaDifference['object'];

/** Objects of one kind by their names as people write them. */
type Objects = ReadonlyMap<string, Fields>;

/** What may hide what is missing in the schema, because it could not be read. */
type IsHidden = (kind: string, fields: Fields) => boolean;

/** The parts of a table, by the field of the snapshot that holds them. */
const parts: readonly (readonly [field: string, kind: Kind])[] = [
  ['columns', 'column'],
  ['compositePrimaryKeys', 'constraint'],
  ['uniqueConstraints', 'constraint'],
  ['foreignKeys', 'constraint'],
  ['checkConstraints', 'constraint'],
  ['indexes', 'index'],
  ['policies', 'policy'],
];

const topLevel: readonly (readonly [field: string, kind: Kind])[] = [
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
export function driftBetween(read: ReadSchema, recorded: PgSnapshotJson): SchemaDifference[] {
  if (!read.snapshot) return [];
  const isHidden = hidden(read.unresolved);
  const differences: SchemaDifference[] = [];
  for (const [field, kind] of topLevel) {
    if (!(field in recorded)) continue;
    const before = objectsOf(recorded[field], kind);
    differences.push(...compare(kind, before, objectsOf(read.snapshot[field], kind), isHidden));
  }
  const before = objectsOf(recorded.tables, 'table');
  const after = objectsOf(read.snapshot.tables, 'table');
  differences.push(...compare('table', before, after, isHidden));
  for (const [name, table] of after) {
    const old = before.get(name);
    if (old) differences.push(...insideTable(name, old, table, read));
  }
  return differences;
}

function insideTable(
  name: string,
  before: Fields,
  after: Fields,
  { places }: ReadSchema,
): SchemaDifference[] {
  const columns = places.tables.get(keyOf(after))?.columns;
  const differences = parts.flatMap(([field, kind]) => {
    if (!(field in before)) return [];
    const inside = (table: Fields): Objects =>
      new Map(
        entriesOf(table[field]).map((each) => [`${name}.${writeName(textOf(each.name))}`, each]),
      );
    const [old, now] = [inside(before), inside(after)];
    if (kind !== 'column') return compare(kind, old, now, () => false);
    const known = [...old].map(([key, each]): [string, Fields] => {
      const isUnknown = columns?.get(textOf(each.name))?.unknownDefault != null;
      return [key, isUnknown ? withoutDefault(each) : each];
    });
    return compare(kind, new Map(known), now, () => false);
  });
  if ('isRLSEnabled' in before && before.isRLSEnabled !== after.isRLSEnabled) {
    const detail = `row level security ${after.isRLSEnabled === true ? 'enabled' : 'disabled'}`;
    differences.unshift({ kind: 'changed', object: 'table', name, detail });
  }
  return differences;
}

/** Of tables only their names are compared here; the rest is compared part by part. */
function compare(kind: Kind, before: Objects, after: Objects, isHidden: IsHidden) {
  const differences: SchemaDifference[] = [];
  for (const [name, fields] of after) {
    const old = before.get(name);
    if (!old) {
      differences.push({ kind: 'added', object: kind, name, detail: '' });
      continue;
    }
    const detail = kind === 'table' ? '' : describeFacets(old, fields);
    if (detail) differences.push({ kind: 'changed', object: kind, name, detail });
  }
  for (const [name, fields] of before) {
    if (after.has(name) || isHidden(kind, fields)) continue;
    differences.push({ kind: 'removed', object: kind, name, detail: '' });
  }
  return differences;
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
