import { z } from 'zod';
import type { FromChild } from '../schema/wire.ts';

const offset = z.int().min(0);
const place = z.tuple([offset, offset, offset]).nullable();
const named = z.array(z.tuple([z.string(), place]));
const text = z.string().nullable();

const table = z.strictObject({
  key: z.string(),
  place,
  columns: z.array(
    z.strictObject({
      name: z.string(),
      place,
      property: z.string(),
      calls: z.array(z.string()),
      type: text,
      values: z.array(z.string()).nullable(),
      unknownDefault: text,
    }),
  ),
  indexes: named,
  foreignKeys: named,
  uniqueConstraints: named,
  compositePrimaryKeys: named,
  checkConstraints: named,
  policies: named,
});

const unresolved = z.strictObject({
  name: z.string(),
  why: z.string(),
  place,
  path: z.string(),
  object: z.strictObject({ kind: z.string(), schema: text, name: text }).nullable(),
});

const relation = z.strictObject({
  table: z.string(),
  to: z.string(),
  name: z.string(),
  kind: z.enum(['one', 'many']),
  fields: z.array(z.string()),
  references: z.array(z.string()),
  relationName: text,
  place,
});

const schema = z.strictObject({
  snapshot: z.record(z.string(), z.unknown()).nullable(),
  problem: text,
  files: z.array(z.string()),
  tables: z.array(table),
  objects: z.array(
    z.strictObject({
      kind: z.enum(['enums', 'views', 'sequences', 'roles', 'policies', 'schemas']),
      key: z.string(),
      place,
    }),
  ),
  unresolved: z.array(unresolved),
  relations: z.array(relation),
});

const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({
    kind: z.literal('needs'),
    imports: z.array(z.strictObject({ from: z.string(), specifier: z.string() })),
  }),
  z.strictObject({ kind: z.literal('schema'), schema, isDoubtful: z.boolean() }),
  z.strictObject({ kind: z.literal('statements'), statements: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);

/** A message of the child, which is not trusted; throws what zod throws. */
export function parseAnswer(message: unknown): FromChild {
  return answer.parse(message);
}
