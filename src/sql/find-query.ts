import { type Token, tokensOf } from './lexer.ts';
import type { Query } from './plpgsql-queries.ts';

const perform = 'PERFORM';

/** A search goes through a whole line, so what is never found must not be sought for ever. */
const mostMisses = 100;

/**
 * Finds where the queries of a PL/pgSQL body stand in it. They must be asked for in the order of
 * the source: equal queries are told apart by that and by their lines.
 */
export function queryFinder(body: string): (query: Query) => number {
  const tokens = tokensOf(body).filter((token) => token.kind !== 'comment');
  const lines = lineStartsOf(body);
  let next = 0;
  let misses = 0;

  return ({ kind, text, line }) => {
    const from = lines[line - 1] ?? 0;
    const to =
      kind === 'statement' || kind === 'perform' ? (lines[line] ?? body.length) : body.length;
    const start = Math.max(next, firstAtOrAfter(tokens, from));
    for (let index = start; misses < mostMisses && (tokens[index]?.start ?? to) < to; index++) {
      const at = tokens[index]!.start;
      if (!startsStatement(body, tokens[index - 1]) || !standsAt(body, at, kind, text)) continue;
      next = index + 1;
      return at;
    }
    misses++;
    return tokens[start]?.start ?? from;
  };
}

/** PL/pgSQL counts lines by their line feeds. */
function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function firstAtOrAfter(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const before = new Set([
  'then',
  'else',
  'loop',
  'begin',
  'in',
  'query',
  'for',
  'execute',
  ';',
  '>',
]);

/** Whether a query can start after a token: it does not inside of an expression. */
function startsStatement(body: string, previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  return before.has(body.slice(previous.start, previous.end).toLowerCase());
}

/**
 * Whether a query stands at an offset. PostgreSQL writes spaces in place of an INTO and its
 * targets, and hands out `PERFORM f()` as `SELECT f()`.
 */
function standsAt(body: string, at: number, kind: Query['kind'], query: string): boolean {
  if (kind !== 'perform') return isSame(body, at, query, 0);
  const keyword = body.slice(at, at + perform.length).toUpperCase();
  return keyword === perform && isSame(body, at + perform.length, query, perform.length - 1);
}

function isSame(body: string, at: number, query: string, from: number): boolean {
  for (let index = from; index < query.length; index++) {
    if (body[at + index - from] !== query[index] && query[index] !== ' ') return false;
  }
  return true;
}
