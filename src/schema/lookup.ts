import type { RangeVar } from '@pgsql/types';
import { type QualifiedName, type Relation, type Schema, keyOf } from './model.ts';
import type { Constraint, Index } from './model.ts';

/** Where temporary relations are; they hide others of their name. */
export const temporarySchema = 'pg_temp';

/** The schemas in which unqualified names are looked up, in order. */
export function pathOf(schema: Schema): readonly string[] {
  return schema.localSearchPath ?? schema.searchPath;
}

/** The relation that a name in a statement means; undefined where the schema does not hold it. */
export function relationOf(schema: Schema, name: RangeVar | undefined): Relation | undefined {
  if (name?.relname === undefined) return undefined;
  return find(schema, name.schemaname, name.relname);
}

/** A relation by the parts of its name: `['users']`, `['public', 'users']`. */
export function relationNamed(schema: Schema, parts: readonly string[]): Relation | undefined {
  return find(schema, parts.at(-2), parts.at(-1) ?? '');
}

/** The name of a relation as it is found; the first schema of the path where the schema does not hold it. */
export function existingName(schema: Schema, parts: readonly string[]): QualifiedName {
  return relationNamed(schema, parts)?.name ?? createdName(schema, parts);
}

/** The name that a CREATE gives. */
export function createdName(schema: Schema, parts: readonly string[]): QualifiedName {
  const name = parts.at(-1) ?? '';
  return { schema: parts.at(-2) ?? pathOf(schema)[0] ?? 'public', name };
}

/** The schema of a type that is not pg_catalog's: of the enum of that name, else the path's first. */
export function typeSchema(schema: Schema, name: string): string {
  const path = pathOf(schema);
  const found = path.find((each) => {
    const key = keyOf({ schema: each, name });
    return schema.enums.has(key) || schema.domains.has(key);
  });
  return found ?? path[0] ?? 'public';
}

/** The name of a type by its parts. */
export function typeNamed(schema: Schema, parts: readonly string[]): QualifiedName {
  const name = parts.at(-1) ?? '';
  return { schema: parts.at(-2) ?? typeSchema(schema, name), name };
}

/** An index by the parts of its name, with its relation. */
export function indexNamed(
  schema: Schema,
  parts: readonly string[],
): { relation: Relation; index: Index } | undefined {
  return findOnRelation(schema, parts, (relation, name) => {
    const index = relation.indexes.find((each) => each.name === name);
    return index && { relation, index };
  });
}

/** A constraint that has an index, by the parts of the index's name, which is the constraint's. */
export function keyConstraintNamed(
  schema: Schema,
  parts: readonly string[],
): { relation: Relation; constraint: Constraint } | undefined {
  return findOnRelation(schema, parts, (relation, name) => {
    const constraint = relation.constraints.find((each) => each.name === name && hasIndex(each));
    return constraint && { relation, constraint };
  });
}

/** Whether PostgreSQL keeps an index for a constraint, under its name. */
export function hasIndex({ kind }: Constraint): boolean {
  return kind === 'primary key' || kind === 'unique' || kind === 'exclude';
}

/** Whether a schema has a relation, index or constraint's index of a name: they share one space. */
export function isTaken(schema: Schema, place: QualifiedName): boolean {
  if (schema.relations.has(keyOf(place))) return true;
  for (const { name, indexes, constraints } of schema.relations.values()) {
    if (name.schema !== place.schema) continue;
    for (const each of indexes) if (each.name === place.name) return true;
    for (const each of constraints) if (each.name === place.name && hasIndex(each)) return true;
  }
  return false;
}

/** A relation and all its partitions, from the root down. */
export function withPartitions(schema: Schema, relation: Relation): Relation[] {
  const { name } = relation;
  const all = [relation];
  for (const each of schema.relations.values()) {
    const parent = each.partitionOf;
    const isPartition = parent?.name === name.name && parent.schema === name.schema;
    if (isPartition) all.push(...withPartitions(schema, each));
  }
  return all;
}

/** The partitions of a relation, and theirs. */
export function partitionsOf(schema: Schema, relation: Relation): Relation[] {
  return withPartitions(schema, relation).slice(1);
}

/** The relation that is found under a name. */
function find(schema: Schema, inside: string | undefined, name: string): Relation | undefined {
  const { relations } = schema;
  if (inside !== undefined) return relations.get(keyOf({ schema: inside, name }));
  const temporary = relations.get(keyOf({ schema: temporarySchema, name }));
  if (temporary) return temporary;
  for (const each of pathOf(schema)) {
    const found = relations.get(keyOf({ schema: each, name }));
    if (found) return found;
  }
  return undefined;
}

function candidates(schema: Schema, parts: readonly string[]): QualifiedName[] {
  const name = parts.at(-1) ?? '';
  const inside = parts.at(-2);
  const path = inside === undefined ? [temporarySchema, ...pathOf(schema)] : [inside];
  return path.map((each) => ({ schema: each, name }));
}

function findOnRelation<Found>(
  schema: Schema,
  parts: readonly string[],
  lookInto: (relation: Relation, name: string) => Found | undefined,
): Found | undefined {
  for (const place of candidates(schema, parts)) {
    for (const relation of schema.relations.values()) {
      if (relation.name.schema !== place.schema) continue;
      const found = lookInto(relation, place.name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
