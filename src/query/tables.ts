import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import type { TableFacts } from './model.ts';
import type { TableKind } from './kinds.ts';

/** Says what a declared schema has for a table that code names; null where it has none. */
export type FactsOf = (table: Pick<TableKind, 'path' | 'offset'>) => TableFacts | null;

/** Makes that of a schema that was read; of none, nothing is known. */
export function factsOf(read: ReadSchema | null): FactsOf {
  const { schema } = read?.snapshot
    ? schemaOfSnapshot(JSON.stringify(read.snapshot))
    : { schema: null };
  if (!read || !schema) return () => null;
  const facts = new Map<string, TableFacts>();
  const relations = new Map(
    [...schema.relations.values()].map((each) => [`${each.name.schema}.${each.name.name}`, each]),
  );
  for (const [key, { path, range, columns }] of read.places.tables) {
    const relation = relations.get(key);
    if (!relation) continue;
    const names = [...columns].map(([name, { property }]) => [property, name] as const);
    facts.set(`${path}\0${range.start.offset}`, { key, relation, columns: new Map(names) });
  }
  return ({ path, offset }) => facts.get(`${path}\0${offset}`) ?? null;
}
