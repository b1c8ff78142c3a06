import picomatch from 'picomatch';
import type { ColumnPlace, Place, ReadSchema, TablePlaces } from '../drizzle/schema/read-schema.ts';
import { entriesOf, fieldsOf, textOf } from '../drizzle/snapshot-fields.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import type { Column, Constraint, EnumType, QualifiedName, Relation } from '../schema/model.ts';
import type { DeclaredModel } from './schema-visit.ts';

/** A column as the TypeScript schema declares it. */
export interface DeclaredColumn extends Column {
  readonly place: ColumnPlace;
}

/** A table as the TypeScript schema declares it. */
export interface DeclaredTable {
  /** As people write it: with its schema unless that is public. */
  readonly name: string;
  readonly relation: Relation;
  readonly place: TablePlaces;
  readonly columns: readonly DeclaredColumn[];
  /** Unique constraints under which two nulls are equal, by name. */
  readonly nullsNotDistinct: ReadonlySet<string>;
}

export interface DeclaredEnum extends EnumType {
  readonly place: Place;
}

const models = new WeakMap<ReadSchema, DeclaredModel>();

/** The tables and enums that a schema declares, with their places; empty where it has no snapshot. */
export function declaredModel(declared: ReadSchema): DeclaredModel {
  const known = models.get(declared);
  if (known) return known;
  const model = readModel(declared);
  models.set(declared, model);
  return model;
}

function readModel({ snapshot, places, unresolved, relations }: ReadSchema): DeclaredModel {
  const { schema } = schemaOfSnapshot(JSON.stringify(snapshot ?? {}));
  const written = new Map(
    entriesOf(snapshot?.tables).map((each) => [
      keyOf(textOf(each.schema), textOf(each.name)),
      each,
    ]),
  );
  const all = [...(schema?.relations.values() ?? [])];
  const tables = all.flatMap((relation): DeclaredTable[] => {
    const key = keyOf(relation.name.schema, relation.name.name);
    const place = places.tables.get(key);
    if (relation.kind !== 'table' || !place) return [];
    const columns = [...relation.columns.values()].flatMap((column) => {
      const own = place.columns.get(column.name);
      return own ? [{ ...column, place: own }] : [];
    });
    const unique = entriesOf(fieldsOf(written.get(key)).uniqueConstraints);
    const equal = unique.filter(({ nullsNotDistinct }) => nullsNotDistinct === true);
    const nullsNotDistinct = new Set(equal.map(({ name }) => textOf(name)));
    return [{ name: writtenName(relation.name), relation, place, columns, nullsNotDistinct }];
  });
  const enums = [...(schema?.enums.values() ?? [])].flatMap((each): DeclaredEnum[] => {
    const place = places.enums.get(keyOf(each.name.schema, each.name.name));
    return place ? [{ ...each, place }] : [];
  });
  // An export of unknown kind is mostly none of the database's, but `export *` may hold anything.
  const isWhole = unresolved.every(({ object, name }) => object === null && name !== '*');
  return { tables, enums, relations, isWhole };
}

function keyOf(schema: string, name: string): string {
  return `${schema || 'public'}.${name}`;
}

/** A name as people write it: with its schema unless that is public. */
export function writtenName({ schema, name }: QualifiedName): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

/** The columns of a table's primary key. */
export function primaryKeyOf({ relation }: DeclaredTable): readonly string[] {
  return relation.constraints.find(({ kind }) => kind === 'primary key')?.columns ?? [];
}

/** A foreign key with the table that it leads to. */
export interface DeclaredKey extends Constraint {
  readonly references: NonNullable<Constraint['references']>;
}

export function foreignKeysOf({ relation }: DeclaredTable): DeclaredKey[] {
  return relation.constraints.flatMap((each) =>
    each.kind === 'foreign key' && each.references
      ? [{ ...each, references: each.references }]
      : [],
  );
}

/** Where a part of a table stands: the place that it has by its name, else the table's. */
export function placeOfPart(
  { place }: DeclaredTable,
  part: 'indexes' | 'foreignKeys' | 'uniqueConstraints' | 'columns',
  name: string | null,
): { readonly path: string; readonly at: Place['range'] } {
  const { path, range } = (name === null ? null : place[part].get(name)) ?? place;
  return { path, at: range };
}

/** The columns that TypeScript names so. */
export function columnsNamed({ columns }: DeclaredTable, properties: readonly string[]): string[] {
  return properties.map(
    (property) => columns.find(({ place }) => place.property === property)?.name ?? property,
  );
}

/** Tells whether a table is meant by one of some globs. */
export function tableGlobs(globs: readonly string[]): (name: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { nocase: true });
}

/** Where a column stands, for a report. */
export function placeOfColumn({ place }: DeclaredColumn): {
  readonly path: string;
  readonly at: Place['range'];
} {
  return { path: place.path, at: place.range };
}

/** A unique constraint or index over columns, for all rows of its table. */
export interface UniqueKey {
  readonly part: 'indexes' | 'uniqueConstraints';
  readonly name: string | null;
  readonly columns: readonly string[];
}

/** What keeps rows of a table apart beside the primary key; partial indexes do not, nor expressions. */
export function uniqueKeysOf({ relation }: DeclaredTable): UniqueKey[] {
  const constraints = relation.constraints.filter(({ kind }) => kind === 'unique');
  const indexes = relation.indexes.filter(({ unique, where }) => unique && where === null);
  return [
    ...constraints.map(({ name, columns }) => ({
      part: 'uniqueConstraints' as const,
      name,
      columns,
    })),
    ...indexes.flatMap(({ name, columns }): UniqueKey[] => {
      const plain = columns.filter((each) => each !== null);
      return plain.length < columns.length ? [] : [{ part: 'indexes', name, columns: plain }];
    }),
  ];
}

/** Whether a primary key, a unique constraint or any unique index holds a column. */
export function isInUnique(table: DeclaredTable, column: string): boolean {
  return (
    primaryKeyOf(table).includes(column) ||
    table.relation.constraints.some(
      ({ kind, columns }) => kind === 'unique' && columns.includes(column),
    ) ||
    table.relation.indexes.some(
      ({ unique, columns, expressions }) =>
        unique && (columns.includes(column) || expressions.some((each) => each.includes(column))),
    )
  );
}
