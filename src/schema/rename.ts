import { renameIn } from './expression.ts';
import { withPartitions } from './lookup.ts';
import {
  type Column,
  type QualifiedName,
  type Relation,
  type Rename,
  type Schema,
  type ViewQuery,
  keyOf,
} from './model.ts';

/**
 * Renames an object, or moves it to another schema, with all that refers to it. What the schema
 * does not hold, and a name that another object has, change nothing.
 */
export function applyRename(schema: Schema, rename: Rename): void {
  switch (rename.object) {
    case 'relation':
      return renameRelation(schema, rename.from, rename.to);
    case 'type':
      return renameType(schema, rename.from, rename.to);
    case 'column':
      return renameColumn(schema, rename.relation, rename.from, rename.to);
    case 'constraint':
    case 'index': {
      const relation = schema.relations.get(keyOf(rename.relation));
      const objects = rename.object === 'index' ? relation?.indexes : relation?.constraints;
      const found = objects?.find(({ name }) => name === rename.from);
      if (found) found.name = rename.to;
    }
  }
}

function renameRelation(schema: Schema, from: QualifiedName, to: QualifiedName): void {
  const relation = schema.relations.get(keyOf(from));
  if (!relation || schema.relations.has(keyOf(to))) return;
  relation.name = to;
  schema.relations.delete(keyOf(from));
  schema.relations.set(keyOf(to), relation);
  for (const other of schema.relations.values()) {
    if (other.partitionOf && keyOf(other.partitionOf) === keyOf(from)) other.partitionOf = to;
    if (other.query) other.query = renameRead(other.query, from, to);
    for (const { references } of other.constraints) {
      if (references && keyOf(references.table) === keyOf(from)) references.table = to;
    }
  }
}

function renameRead(query: ViewQuery, from: QualifiedName, to: QualifiedName): ViewQuery {
  if (!query.relations.some((each) => keyOf(each) === keyOf(from))) return query;
  const relations = query.relations.map((each) => (keyOf(each) === keyOf(from) ? to : each));
  return { ...query, relations };
}

function renameType(schema: Schema, from: QualifiedName, to: QualifiedName): void {
  const type = schema.enums.get(keyOf(from));
  if (type) {
    type.name = to;
    schema.enums.delete(keyOf(from));
    schema.enums.set(keyOf(to), type);
  }
  const domain = schema.domains.get(keyOf(from));
  if (domain) {
    schema.domains.delete(keyOf(from));
    schema.domains.set(keyOf(to), { ...domain, name: to });
  }
  for (const relation of schema.relations.values()) {
    for (const column of relation.columns.values()) {
      if (column.type.schema !== from.schema || column.type.name !== from.name) continue;
      column.type = { ...column.type, ...to };
    }
  }
}

function renameColumn(schema: Schema, name: QualifiedName, from: string, to: string): void {
  const relation = schema.relations.get(keyOf(name));
  if (!relation) return;
  for (const each of withPartitions(schema, relation)) renameColumnOf(each, from, to);
  for (const view of schema.relations.values()) {
    const { query } = view;
    if (!query?.columns.has(from) || !query.relations.some((each) => keyOf(each) === keyOf(name)))
      continue;
    view.query = { ...query, columns: new Set([...query.columns, to]) };
  }
  for (const other of schema.relations.values()) {
    for (const { references } of other.constraints) {
      if (!references || keyOf(references.table) !== keyOf(name)) continue;
      references.columns = references.columns.map((each) => (each === from ? to : each));
    }
  }
}

function renameColumnOf(relation: Relation, from: string, to: string): void {
  const column = relation.columns.get(from);
  if (!column || relation.columns.has(to)) return;
  column.name = to;
  relation.partitionKey = relation.partitionKey.map((each) => (each === from ? to : each));
  const columns = [...relation.columns.values()];
  relation.columns = new Map(columns.map((each): [string, Column] => [each.name, each]));
  for (const constraint of relation.constraints) {
    constraint.columns = constraint.columns.map((each) => (each === from ? to : each));
    if (constraint.expression) constraint.expression = renameIn(constraint.expression, from, to);
  }
  for (const index of relation.indexes) {
    index.columns = index.columns.map((each) => (each === from ? to : each));
    index.include = index.include.map((each) => (each === from ? to : each));
    index.expressions = index.expressions.map((each) => renameIn(each, from, to));
    if (index.where) index.where = renameIn(index.where, from, to);
  }
}
