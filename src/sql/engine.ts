import { loadEmscripten } from './emscripten.ts';
import type { Grammar, Result } from './grammar.ts';
import { loadLibrary } from './library.ts';
import type { PostgresMajor } from './statement.ts';
import type { Answer, Request } from './wire.ts';

const newest = 18;

/** Waits for a grammar to load, in which time no request is at work. */
export type Untimed = (loading: Promise<Grammar>) => Promise<Grammar>;

type OwnGrammar = Exclude<PostgresMajor, 12>;

const grammars = new Map<OwnGrammar, Promise<Grammar>>();

/** Answers one request; throws what a grammar throws, after which this thread must end. */
export async function answer(request: Request, untimed: Untimed): Promise<Answer> {
  if (request.language === 'plpgsql') return answerPlpgsql(request.text, untimed);
  const { text, postgres } = request;
  const major = postgres === 12 ? 13 : (postgres ?? 16);
  const chosen = (await grammarOf(major, untimed)).parse(text);
  if ('json' in chosen) return chosen;
  if (postgres === newest) return refused(chosen);
  const other = (await grammarOf(newest, untimed)).parse(text);
  if (postgres !== null) return { refusal: chosen.refusal, newer: 'json' in other };
  return 'json' in other ? other : refused(other);
}

/** Loads the grammar that nearly every text needs. */
export async function warmUp(): Promise<void> {
  await grammarOf(16, (loading) => loading);
}

/**
 * PL/pgSQL is read by 16 and, where that refuses, by the newest, which knows more of it; the SQL
 * inside is then read by the configured grammar.
 */
async function answerPlpgsql(text: string, untimed: Untimed): Promise<Answer> {
  const first = (await grammarOf(16, untimed)).parsePlpgsql(text);
  if ('json' in first) return first;
  const other = (await grammarOf(newest, untimed)).parsePlpgsql(text);
  return 'json' in other ? other : refused(other);
}

function grammarOf(major: OwnGrammar, untimed: Untimed): Promise<Grammar> {
  const grammar = grammars.get(major) ?? (major === 16 ? loadEmscripten() : loadLibrary(major));
  grammars.set(major, grammar);
  return untimed(grammar);
}

function refused({ refusal }: Extract<Result, { refusal: unknown }>): Answer {
  return { refusal, newer: false };
}
