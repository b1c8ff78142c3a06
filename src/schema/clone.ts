import { temporarySchema } from './lookup.ts';
import type { Column, Constraint, EnumType, Index, Relation, Schema } from './model.ts';

/** A copy that can be changed without the original. */
export function cloneSchema(schema: Schema): Schema {
  return {
    ...schema,
    relations: new Map([...schema.relations].map(([key, each]) => [key, cloneRelation(each)])),
    enums: new Map([...schema.enums].map(([key, each]) => [key, cloneEnum(each)])),
    domains: new Map(schema.domains),
    routines: new Map(schema.routines),
    sequences: new Map(schema.sequences),
    renames: [...schema.renames],
  };
}

/** Makes what a schema holds the released state: nothing in it is new, and its sessions are over, with their temporary tables. */
export function settle(schema: Schema): void {
  for (const [key, relation] of schema.relations) {
    if (relation.name.schema === temporarySchema) schema.relations.delete(key);
    relation.isNew = false;
    for (const column of relation.columns.values()) column.isNew = false;
    for (const constraint of relation.constraints) constraint.isNew = false;
    for (const index of relation.indexes) index.isNew = false;
    relation.policies = relation.policies.map(old);
    relation.triggers = relation.triggers.map(old);
  }
  for (const type of schema.enums.values()) type.isNew = false;
  for (const map of [schema.domains, schema.routines, schema.sequences]) settleAll(map);
  schema.searchPath = ['public'];
  schema.localSearchPath = null;
  schema.renames = [];
}

function settleAll<Each extends { readonly isNew: boolean }>(map: Map<string, Each>): void {
  for (const [key, each] of map) if (each.isNew) map.set(key, old(each));
}

function old<Each extends { readonly isNew: boolean }>(each: Each): Each {
  return each.isNew ? { ...each, isNew: false } : each;
}

function cloneRelation(relation: Relation): Relation {
  return {
    ...relation,
    columns: new Map([...relation.columns].map(([name, each]) => [name, cloneColumn(each)])),
    constraints: relation.constraints.map(cloneConstraint),
    indexes: relation.indexes.map(cloneIndex),
  };
}

export function cloneColumn(column: Column): Column {
  return { ...column };
}

export function cloneConstraint(constraint: Constraint): Constraint {
  const { columns, references } = constraint;
  return {
    ...constraint,
    columns: [...columns],
    references: references && { ...references, columns: [...references.columns] },
  };
}

export function cloneIndex(index: Index): Index {
  const { columns, expressions, include } = index;
  return {
    ...index,
    columns: [...columns],
    expressions: [...expressions],
    include: [...include],
  };
}

function cloneEnum(type: EnumType): EnumType {
  return { ...type, values: [...type.values] };
}
