import type { PgQuery } from 'pg-query-emscripten/pg_query_wasm.js';
import type { Grammar, Result } from './grammar.ts';
import { restoreNegatives } from './negatives.ts';
import { toNewestTree } from './newest-tree.ts';

/** What 16's trees write otherwise than the newest. */
const older = /"returningList"|"AT_AlterConstraint"/;
const negative = /-\s*[0-9]/;

/**
 * Loads PostgreSQL 16's grammar. pg-query-emscripten 5.1.0 copies the text onto the 64 KiB
 * stack and frees it as if it came from malloc; with malloc as its allocator it is right.
 */
export async function loadEmscripten(): Promise<Grammar> {
  const { default: Module } = await import('pg-query-emscripten/pg_query_wasm.js');
  const engine = await new Module();
  engine.ALLOC_STACK = 0;
  return {
    parse: (text) => parse(engine, text),
    parsePlpgsql: (text) => parsePlpgsql(engine, text),
  };
}

/** Its own `parse` would read the JSON that we mostly hand on. */
function parse(engine: PgQuery, text: string): Result {
  const bytes = Buffer.from(`${text}\0`);
  const pointer = engine.allocate(bytes, engine.ALLOC_STACK);
  const { parse_tree: json, error } = engine.raw_parse(pointer);
  engine._free(pointer);
  if (error.message !== '') {
    const at = error.cursorpos > 0 ? error.cursorpos - 1 : null;
    return { refusal: { message: error.message, at } };
  }
  const negatives = negative.test(text) && json.includes('"ival":{}');
  if (!negatives && !older.test(json)) return { json };
  const tree: unknown = JSON.parse(json);
  if (negatives) restoreNegatives(tree, bytes);
  return { json: JSON.stringify(older.test(json) ? toNewestTree(tree) : tree) };
}

function parsePlpgsql(engine: PgQuery, text: string): Result {
  const pointer = engine.allocate(Buffer.from(`${text}\0`), engine.ALLOC_STACK);
  const { plpgsql_funcs: json, error } = engine.raw_parse_plpgsql(pointer);
  engine._free(pointer);
  return error.message === '' ? { json } : { refusal: { message: error.message, at: null } };
}
