import type { PgQuery } from 'pg-query-emscripten/pg_query_wasm.js';
import { restoreNegatives } from './negatives.ts';
import { toNewestTree } from './newest-tree.ts';
import type { PostgresMajor } from './statement.ts';
import type { Answer, Refusal, Request } from './wire.ts';

type Result = { readonly json: string } | { readonly refusal: Refusal };

const newest = 18;

interface LibPgQuery {
  loadModule(): Promise<void>;
  parseSync(text: string): unknown;
}

const libraries = {
  13: () => import('libpg-query-13'),
  14: () => import('libpg-query-14'),
  15: () => import('libpg-query-15'),
  17: () => import('libpg-query-17'),
  18: () => import('libpg-query'),
} satisfies Record<Exclude<PostgresMajor, 16>, () => Promise<LibPgQuery>>;

/** What 16's trees write otherwise than the newest. */
const older = /"returningList"|"AT_AlterConstraint"/;
const negative = /-\s*[0-9]/;

let emscripten: PgQuery | null = null;

/**
 * Answers one request. Throws whatever the engines throw for anything but an error of syntax;
 * after that they must not be used again, since their memory may be broken.
 */
export async function answer(request: Request): Promise<Answer> {
  const chosen = await parse(request, request.postgres ?? 16);
  if ('json' in chosen || request.postgres === newest) return withoutNewer(chosen);
  const other = await parse(request, newest);
  if (request.postgres === null) return withoutNewer(other);
  return { refusal: chosen.refusal, newer: 'json' in other };
}

/** Loads what nearly every text needs, so that the first text does not wait for it. */
export async function warmUp(): Promise<void> {
  await loadEmscripten();
}

function withoutNewer(result: Result): Answer {
  return 'json' in result ? result : { refusal: result.refusal, newer: false };
}

function parse(request: Request, major: PostgresMajor): Promise<Result> {
  if (request.language === 'plpgsql') return parsePlpgsql(request.text, major);
  return major === 16 ? parseWithEmscripten(request.text) : parseWithLibrary(request.text, major);
}

/**
 * pg-query-emscripten 5.1.0 copies the text onto the 64 KiB stack and frees it as if it came
 * from malloc; with malloc as its allocator it is right.
 */
async function loadEmscripten(): Promise<PgQuery> {
  if (emscripten !== null) return emscripten;
  const { default: Module } = await import('pg-query-emscripten/pg_query_wasm.js');
  emscripten = await new Module();
  emscripten.ALLOC_STACK = 0;
  return emscripten;
}

/** Its own `parse` would read the JSON that we mostly hand on. */
async function parseWithEmscripten(text: string): Promise<Result> {
  const engine = await loadEmscripten();
  const bytes = Buffer.from(`${text}\0`);
  const pointer = engine.allocate(bytes, engine.ALLOC_STACK);
  const { parse_tree: json, error } = engine.raw_parse(pointer);
  engine._free(pointer);
  if (error.message !== '') {
    return {
      refusal: { message: error.message, at: error.cursorpos > 0 ? error.cursorpos - 1 : null },
    };
  }
  const negatives = negative.test(text) && json.includes('"ival":{}');
  if (!negatives && !older.test(json)) return { json };
  const tree: unknown = JSON.parse(json);
  if (negatives) restoreNegatives(tree, bytes);
  return { json: JSON.stringify(toNewestTree(tree)) };
}

async function parseWithLibrary(text: string, major: Exclude<PostgresMajor, 16>): Promise<Result> {
  const library: LibPgQuery = await libraries[major]();
  await library.loadModule();
  try {
    return { json: JSON.stringify(toNewestTree(library.parseSync(text))) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

/** Only 16 and 18 have a build with PL/pgSQL. */
async function parsePlpgsql(text: string, major: PostgresMajor): Promise<Result> {
  return major === newest ? parsePlpgsqlWithLibrary(text) : parsePlpgsqlWithEmscripten(text);
}

async function parsePlpgsqlWithEmscripten(text: string): Promise<Result> {
  const engine = await loadEmscripten();
  const pointer = engine.allocate(Buffer.from(`${text}\0`), engine.ALLOC_STACK);
  const { plpgsql_funcs: json, error } = engine.raw_parse_plpgsql(pointer);
  engine._free(pointer);
  return error.message === '' ? { json } : { refusal: { message: error.message, at: null } };
}

async function parsePlpgsqlWithLibrary(text: string): Promise<Result> {
  const library = await libraries[newest]();
  await library.loadModule();
  try {
    const { plpgsql_funcs: functions } = library.parsePlPgSQLSync(text) as {
      plpgsql_funcs: unknown;
    };
    return { json: JSON.stringify(functions) };
  } catch (error) {
    return { refusal: { message: messageOf(error), at: null } };
  }
}

/** The library throws a SqlError for syntax; all else is a broken engine, and thrown on. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error) || error.name !== 'SqlError') throw error;
  const details = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails;
  return { message: error.message, at: details?.cursorPosition ?? null };
}

/** The library's PL/pgSQL errors are plain ones; those of the engine itself have classes of their own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error) || error.constructor !== Error) throw error;
  return error.message;
}
