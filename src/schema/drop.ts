import { withPartitions } from './lookup.ts';
import { mentions } from './expression.ts';
import { viewsOf } from './views-of.ts';
import { type Constraint, type QualifiedName, type Relation, type Schema, keyOf } from './model.ts';

/** Drops a relation, its partitions, and the foreign keys of other tables that refer to them. */
export function dropRelation(schema: Schema, relation: Relation): void {
  for (const each of withPartitions(schema, relation)) {
    schema.relations.delete(keyOf(each.name));
    dropReferences(schema, each, () => true);
  }
}

/** Drops the views that read a relation, or one column of it, and those that read them, as CASCADE does. */
export function dropViews(schema: Schema, name: QualifiedName, column?: string): void {
  for (const view of viewsOf(schema, name, column)) {
    schema.relations.delete(keyOf(view.name));
    dropViews(schema, view.name);
  }
}

/**
 * Drops a column with what PostgreSQL drops along: indexes and constraints that contain or mention
 * it, and the foreign keys of other tables that refer to it.
 */
export function dropColumn(schema: Schema, relation: Relation, name: string): void {
  if (!relation.columns.delete(name)) return;
  relation.indexes = relation.indexes.filter(
    ({ columns, include, expressions, where }) =>
      !columns.includes(name) &&
      !include.includes(name) &&
      ![...expressions, where ?? ''].some((text) => mentions(text, name)),
  );
  relation.constraints = relation.constraints.filter(({ columns }) => !columns.includes(name));
  dropReferences(schema, relation, ({ columns }) => columns.includes(name));
}

/** Drops a constraint; CASCADE takes the foreign keys that refer to a key along. */
export function dropConstraint(
  schema: Schema,
  relation: Relation,
  constraint: Constraint,
  cascade: boolean,
): void {
  const { kind, columns } = constraint;
  relation.constraints = relation.constraints.filter((each) => each !== constraint);
  if (kind === 'not null') dropNotNull(relation, columns);
  if (!cascade || (kind !== 'primary key' && kind !== 'unique')) return;
  const key = columns.toSorted().join();
  dropReferences(schema, relation, (to) => to.columns.toSorted().join() === key);
}

export function dropNotNull(relation: Relation, columns: readonly string[]): void {
  for (const name of columns) {
    const column = relation.columns.get(name);
    if (column) column.notNull = false;
  }
}

/** Drops a type; CASCADE takes the columns of that type along. */
export function dropType(
  schema: Schema,
  { schema: inside, name }: QualifiedName,
  cascade: boolean,
): void {
  schema.enums.delete(keyOf({ schema: inside, name }));
  schema.domains.delete(keyOf({ schema: inside, name }));
  if (!cascade) return;
  for (const relation of schema.relations.values()) {
    const typed = [...relation.columns.values()].filter(
      ({ type }) => type.schema === inside && type.name === name,
    );
    for (const column of typed) dropColumn(schema, relation, column.name);
  }
}

/** Drops a schema with all that is in it. */
export function dropSchema(schema: Schema, name: string): void {
  const inside = [...schema.relations.values()].filter((each) => each.name.schema === name);
  for (const relation of inside) dropRelation(schema, relation);
  const types = [...schema.enums.values(), ...schema.domains.values()];
  for (const type of types) if (type.name.schema === name) dropType(schema, type.name, true);
  for (const map of [schema.routines, schema.sequences]) {
    for (const [key, each] of map) if (each.name.schema === name) map.delete(key);
  }
}

/** Drops foreign keys to a relation. Without CASCADE the statement fails where there is one. */
function dropReferences(
  schema: Schema,
  relation: Relation,
  isHit: (references: NonNullable<Constraint['references']>) => boolean,
): void {
  const { name, schema: inside } = relation.name;
  function isDropped({ references }: Constraint): boolean {
    if (references?.table.name !== name || references.table.schema !== inside) return false;
    return isHit(references);
  }
  for (const other of schema.relations.values()) {
    if (!other.constraints.some(isDropped)) continue;
    other.constraints = other.constraints.filter((each) => !isDropped(each));
  }
}
