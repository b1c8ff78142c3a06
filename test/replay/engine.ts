import { join } from 'node:path';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { createNotes } from '../../src/replay/notes.ts';
import { createPgliteEngine } from '../../src/replay/pglite/engine.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { testCache } from './cache.ts';
import type { SchemaReader } from '../../src/drizzle/schema/read-schema.ts';

export const engine = createPgliteEngine({ cache: testCache });

let reader: SchemaReader | null = null;

/** The replay of the tests. Its reader's process does not keep the tests alive. */
export const replay = createReplay({
  engine,
  notes: createNotes(join(testCache, 'notes')),
  generateSql: (from, to) => (reader ??= createSchemaReader()).generateSql(from, to),
});

/** Ends what generates SQL. */
export async function endReplay(): Promise<void> {
  await reader?.close();
}
