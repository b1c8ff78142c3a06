import type { AlterObjectSchemaStmt, Node, RenameStmt } from '@pgsql/types';
import { nameOf, stringsOf } from '../sql/tree.ts';
import { indexNamed, keyConstraintNamed, relationOf, typeNamed } from './lookup.ts';
import { renameOnTable } from './fold-policy.ts';
import { moveRoutine, routineNamed } from './fold-routine.ts';
import {
  type QualifiedName,
  type Relation,
  type Rename,
  type Routine,
  type Schema,
  keyOf,
} from './model.ts';
import { applyRename } from './rename.ts';

const renames: Readonly<Record<string, (schema: Schema, statement: RenameStmt) => void>> = {
  OBJECT_TABLE: renameRelation,
  OBJECT_VIEW: renameRelation,
  OBJECT_MATVIEW: renameRelation,
  OBJECT_FOREIGN_TABLE: renameRelation,
  OBJECT_INDEX: renameRelation,
  OBJECT_COLUMN: (schema, statement) => renamePart(schema, statement, renameColumn),
  OBJECT_TABCONSTRAINT: (schema, statement) => renamePart(schema, statement, renameConstraint),
  OBJECT_POLICY: (schema, statement) =>
    renamePart(schema, statement, (_, table, from, to) =>
      renameOnTable(table, 'policies', from, to),
    ),
  OBJECT_TRIGGER: (schema, statement) =>
    renamePart(schema, statement, (_, table, from, to) =>
      renameOnTable(table, 'triggers', from, to),
    ),
  OBJECT_FUNCTION: (schema, { object, newname = '' }) => {
    const routine = functionOf(schema, object);
    if (routine) moveRoutine(schema, routine, { ...routine.name, name: newname });
  },
  OBJECT_TYPE: renameType,
  OBJECT_DOMAIN: renameType,
  OBJECT_SCHEMA: (schema, { subname = '', newname = '' }) => renameSchema(schema, subname, newname),
};

/** Folds ALTER … RENAME. */
export function foldRename(schema: Schema, statement: RenameStmt): void {
  renames[statement.renameType ?? '']?.(schema, statement);
}

/** Folds ALTER … SET SCHEMA. */
export function foldSetSchema(schema: Schema, statement: AlterObjectSchemaStmt): void {
  const { objectType, relation: rangeVar, object, newschema = '' } = statement;
  if (objectType === 'OBJECT_TYPE' || objectType === 'OBJECT_DOMAIN') {
    const from = typeNamed(schema, stringsOf(object));
    return moveType(schema, from, { ...from, schema: newschema });
  }
  const relation = relationOf(schema, rangeVar);
  if (relation) moveRelation(schema, relation, { ...relation.name, schema: newschema });
  const routine = functionOf(schema, object);
  if (routine) moveRoutine(schema, routine, { ...routine.name, schema: newschema });
}

function functionOf(schema: Schema, object: Node | undefined): Routine | undefined {
  if (!object || !('ObjectWithArgs' in object)) return undefined;
  return routineNamed(schema, stringsOf(object.ObjectWithArgs.objname));
}

/** ALTER TABLE renames indexes too, and ALTER INDEX tables. */
function renameRelation(schema: Schema, { relation: rangeVar, newname = '' }: RenameStmt): void {
  const relation = relationOf(schema, rangeVar);
  if (!relation) return renameIndex(schema, nameOf(rangeVar), newname);
  moveRelation(schema, relation, { ...relation.name, name: newname });
}

function renamePart(
  schema: Schema,
  { relation: rangeVar, subname = '', newname = '' }: RenameStmt,
  rename: (schema: Schema, relation: Relation, from: string, to: string) => void,
): void {
  const relation = relationOf(schema, rangeVar);
  if (relation) rename(schema, relation, subname, newname);
}

function renameType(schema: Schema, { object, newname = '' }: RenameStmt): void {
  const from = typeNamed(schema, stringsOf(object));
  moveType(schema, from, { ...from, name: newname });
}

function moveRelation(schema: Schema, relation: Relation, to: QualifiedName): void {
  record(schema, { object: 'relation', from: relation.name, to }, relation.isNew);
}

function moveType(schema: Schema, from: QualifiedName, to: QualifiedName): void {
  record(schema, { object: 'type', from, to }, schema.enums.get(keyOf(from))?.isNew ?? false);
}

function renameColumn(schema: Schema, relation: Relation, from: string, to: string): void {
  const isNew = relation.columns.get(from)?.isNew ?? false;
  record(schema, { object: 'column', relation: relation.name, from, to }, isNew);
}

function renameConstraint(schema: Schema, relation: Relation, from: string, to: string): void {
  const isNew = relation.constraints.find(({ name }) => name === from)?.isNew ?? false;
  record(schema, { object: 'constraint', relation: relation.name, from, to }, isNew);
}

/** The index of a constraint takes the constraint along. */
function renameIndex(schema: Schema, parts: readonly string[], to: string): void {
  const found = indexNamed(schema, parts);
  const from = parts.at(-1) ?? '';
  if (found) {
    const { relation, index } = found;
    return record(schema, { object: 'index', relation: relation.name, from, to }, index.isNew);
  }
  const key = keyConstraintNamed(schema, parts);
  if (key) renameConstraint(schema, key.relation, from, to);
}

function renameSchema(schema: Schema, from: string, to: string): void {
  const relations = [...schema.relations.values()].filter(({ name }) => name.schema === from);
  for (const relation of relations) {
    moveRelation(schema, relation, { ...relation.name, schema: to });
  }
  const types = [...schema.enums.values()].filter(({ name }) => name.schema === from);
  for (const { name } of types) moveType(schema, name, { ...name, schema: to });
}

function record(schema: Schema, rename: Rename, isNew: boolean): void {
  applyRename(schema, rename);
  if (!isNew) schema.renames.push(rename);
}
