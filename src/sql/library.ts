import type { Grammar, Result } from './grammar.ts';
import { toNewestTree } from './newest-tree.ts';
import type { PostgresMajor } from './statement.ts';
import type { Refusal } from './wire.ts';

interface LibPgQuery {
  loadModule(): Promise<void>;
  parseSync(text: string): unknown;
  /** Only in the build of 18. */
  parsePlPgSQLSync?(text: string): unknown;
}

const builds = {
  13: () => import('libpg-query-13'),
  14: () => import('libpg-query-14'),
  15: () => import('libpg-query-15'),
  17: () => import('libpg-query-17'),
  18: () => import('libpg-query'),
} satisfies Record<Exclude<PostgresMajor, 12 | 16>, () => Promise<LibPgQuery>>;

/** Loads another grammar than 16's. */
export async function loadLibrary(major: keyof typeof builds): Promise<Grammar> {
  const build: LibPgQuery = await builds[major]();
  await build.loadModule();
  return {
    parse: (text) => parse(build, text),
    parsePlpgsql: (text) => parsePlpgsql(build, text),
  };
}

function parse(build: LibPgQuery, text: string): Result {
  let tree: unknown;
  try {
    tree = build.parseSync(text);
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
  return { json: JSON.stringify(toNewestTree(tree)) };
}

function parsePlpgsql(build: LibPgQuery, text: string): Result {
  let functions: unknown;
  try {
    functions = (build.parsePlPgSQLSync?.(text) as { plpgsql_funcs: unknown }).plpgsql_funcs;
  } catch (error) {
    return { refusal: { message: messageOf(error), at: null } };
  }
  return { json: JSON.stringify(functions) };
}

/** The library throws a SqlError for an error in the text; all else is a broken engine. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error) || error.name !== 'SqlError') throw error;
  const details = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails;
  return { message: error.message, at: details?.cursorPosition ?? null };
}

/** Its PL/pgSQL errors are plain ones; those of the engine itself have classes of their own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error) || error.constructor !== Error) throw error;
  return error.message;
}
