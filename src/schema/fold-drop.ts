import type { DropStmt, Node } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { dropRelation, dropSchema, dropType } from './drop.ts';
import { indexNamed, relationNamed, typeNamed } from './lookup.ts';
import type { Schema } from './model.ts';

/** Folds DROP of relations, indexes, types and schemas; what the schema does not hold changes nothing. */
export function foldDrop(schema: Schema, { removeType, objects, behavior }: DropStmt): void {
  const cascade = behavior === 'DROP_CASCADE';
  for (const parts of (objects ?? []).map(partsOf)) {
    switch (removeType) {
      case 'OBJECT_TABLE':
      case 'OBJECT_FOREIGN_TABLE':
      case 'OBJECT_VIEW':
      case 'OBJECT_MATVIEW': {
        const relation = relationNamed(schema, parts);
        if (relation) dropRelation(schema, relation);
        break;
      }
      case 'OBJECT_INDEX':
        dropIndex(schema, parts);
        break;
      case 'OBJECT_TYPE':
      case 'OBJECT_DOMAIN':
        dropType(schema, typeNamed(schema, parts), cascade);
        break;
      case 'OBJECT_SCHEMA':
        dropSchema(schema, parts.at(-1) ?? '');
        break;
    }
  }
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
