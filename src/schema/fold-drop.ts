import type { DropStmt, Node } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { dropFromTable } from './fold-policy.ts';
import { dropFunction } from './fold-routine.ts';
import { dropRelation, dropSchema, dropType, dropViews } from './drop.ts';
import { createdName, indexNamed, relationNamed, typeNamed } from './lookup.ts';
import { type Schema, keyOf } from './model.ts';

type Drop = (schema: Schema, parts: readonly string[], cascade: boolean) => unknown;

const drops: Readonly<Record<string, Drop>> = {
  OBJECT_TABLE: dropNamed,
  OBJECT_FOREIGN_TABLE: dropNamed,
  OBJECT_VIEW: dropNamed,
  OBJECT_MATVIEW: dropNamed,
  OBJECT_INDEX: dropIndex,
  OBJECT_TYPE: dropNamedType,
  OBJECT_DOMAIN: dropNamedType,
  OBJECT_SEQUENCE: (schema, parts) => schema.sequences.delete(keyOf(createdName(schema, parts))),
  OBJECT_POLICY: (schema, parts) => dropFromTable(schema, 'policies', parts),
  OBJECT_TRIGGER: (schema, parts) => dropFromTable(schema, 'triggers', parts),
  OBJECT_SCHEMA: (schema, parts) => dropSchema(schema, parts.at(-1) ?? ''),
};

/** Folds DROP of relations, indexes, types and schemas; what the schema does not hold changes nothing. */
export function foldDrop(schema: Schema, { removeType, objects, behavior }: DropStmt): void {
  const drop = drops[removeType ?? ''];
  for (const object of objects ?? []) {
    if ('ObjectWithArgs' in object) dropFunction(schema, object.ObjectWithArgs);
  }
  if (!drop) return;
  for (const object of objects ?? []) {
    drop(schema, partsOf(object), behavior === 'DROP_CASCADE');
  }
}

function dropNamed(schema: Schema, parts: readonly string[], cascade: boolean): void {
  const relation = relationNamed(schema, parts);
  if (!relation) return;
  if (cascade) dropViews(schema, relation.name);
  dropRelation(schema, relation);
}

function dropNamedType(schema: Schema, parts: readonly string[], cascade: boolean): void {
  dropType(schema, typeNamed(schema, parts), cascade);
}

/** The index of a constraint cannot be dropped alone. */
function dropIndex(schema: Schema, parts: readonly string[]): void {
  const found = indexNamed(schema, parts);
  if (!found) return;
  const { relation, index } = found;
  relation.indexes = relation.indexes.filter((each) => each !== index);
}

function partsOf(node: Node): readonly string[] {
  return 'TypeName' in node ? stringsOf(node.TypeName.names) : stringsOf(node);
}
