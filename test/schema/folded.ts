import { cloneSchema, settle } from '../../src/schema/clone.ts';
import { fold } from '../../src/schema/fold.ts';
import {
  type Column,
  type Relation,
  type Schema,
  emptySchema,
  keyOf,
} from '../../src/schema/model.ts';
import type { Parser } from '../../src/sql/parser.ts';
import type { PostgresMajor } from '../../src/sql/statement.ts';

/** Folds SQL into a schema; a text that does not parse is a mistake of the test. */
export async function foldInto(
  schema: Schema,
  parser: Parser,
  sql: string,
  postgres: PostgresMajor | null = null,
): Promise<Schema> {
  const [parsed] = await parser.parse([sql], { postgres });
  if (!parsed || parsed.problems.length > 0) {
    throw new Error(`${sql}\n${parsed?.problems.map(({ message }) => message).join('\n')}`);
  }
  for (const statement of parsed.statements) fold(schema, statement);
  return schema;
}

/** The schema of a new database after `released`, settled, and then after `change`. */
export async function changed(
  parser: Parser,
  released: string,
  change: string,
  complete = true,
): Promise<{ before: Schema; after: Schema }> {
  const before = await foldInto(emptySchema(complete), parser, released);
  settle(before);
  return { before, after: await foldInto(cloneSchema(before), parser, change) };
}

export function relation(schema: Schema, name: string, inside = 'public'): Relation {
  const found = schema.relations.get(keyOf({ schema: inside, name }));
  if (!found) throw new Error(`no ${inside}.${name} in ${[...schema.relations.keys()].join()}`);
  return found;
}

export function column(schema: Schema, table: string, name: string): Column {
  const found = relation(schema, table).columns.get(name);
  if (!found) throw new Error(`no column ${name} in ${table}`);
  return found;
}

export function names(objects: readonly { name: string | null }[]): (string | null)[] {
  return objects.map(({ name }) => name);
}
