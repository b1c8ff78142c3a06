import type { AlterEnumStmt, CreateEnumStmt } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { createdName, typeNamed } from './lookup.ts';
import { type Schema, keyOf } from './model.ts';

/** Folds CREATE TYPE … AS ENUM; of a name that exists, nothing. */
export function createEnum(schema: Schema, { typeName, vals }: CreateEnumStmt): void {
  const name = createdName(schema, stringsOf(typeName));
  const key = keyOf(name);
  if (schema.enums.has(key)) return;
  schema.enums.set(key, { name, values: [...stringsOf(vals)], isNew: true });
}

/** Folds ALTER TYPE … ADD VALUE and RENAME VALUE. */
export function alterEnum(schema: Schema, alter: AlterEnumStmt): void {
  const { oldVal, newVal = '', newValNeighbor, newValIsAfter } = alter;
  const type = schema.enums.get(keyOf(typeNamed(schema, stringsOf(alter.typeName))));
  if (!type) return;
  if (oldVal !== undefined) {
    type.values = type.values.map((value) => (value === oldVal ? newVal : value));
    return;
  }
  if (type.values.includes(newVal)) return;
  const neighbour = newValNeighbor === undefined ? -1 : type.values.indexOf(newValNeighbor);
  const place = neighbour < 0 ? type.values.length : neighbour + (newValIsAfter ? 1 : 0);
  type.values.splice(place, 0, newVal);
}
