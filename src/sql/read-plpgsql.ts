import { queryFinder } from './find-query.ts';
import { type Literal, literalAt } from './literal.ts';
import type { Piece } from './piece.ts';
import { findError } from './plpgsql-error.ts';
import { type Query, queriesOf } from './plpgsql-queries.ts';
import { pieceProblem } from './problem.ts';
import { type Ask, join, nothing, readStatements } from './read-piece.ts';
import type { Context } from './read-statement.ts';
import { declareRecord } from './records.ts';
import type { ParsedSql, SqlProblem } from './statement.ts';
import type { Answer } from './wire.ts';

/** The DO or CREATE statement with another body. */
export type WithBody = (body: string) => string;

const mostRecords = 20;

/** The SQL in a PL/pgSQL body, in the order of the source. */
export async function readPlpgsql(
  withBody: WithBody,
  body: Piece,
  context: Context,
  ask: Ask,
): Promise<ParsedSql> {
  const answer = await askForBody(withBody, body.text, ask);
  if (!('json' in answer)) {
    return { ...nothing, problems: [await problemOf(answer, withBody, body, context, ask)] };
  }
  const find = queryFinder(body.text);
  const read = queriesOf(answer.json, context.runs).map((query) => {
    const at = find(query);
    const inner = { ...context, runs: query.runs };
    if (query.kind !== 'dynamic') return readStatements(queryPiece(query, at, body), inner, ask);
    const literal = constantOf(query, at, body);
    return literal === null ? nothing : readStatements(literalPiece(literal, body), inner, ask);
  });
  return join(await Promise.all(read));
}

async function askForBody(withBody: WithBody, body: string, ask: Ask): Promise<Answer> {
  let text = body;
  for (let left = mostRecords; ; left--) {
    const answer = await ask('plpgsql', withBody(text));
    const known = 'refusal' in answer ? declareRecord(text, answer.refusal.message) : null;
    if (known === null || left === 0) return answer;
    text = known;
  }
}

async function problemOf(
  answer: Exclude<Answer, { json: string }>,
  withBody: WithBody,
  body: Piece,
  { file }: Context,
  ask: Ask,
): Promise<SqlProblem> {
  if (!('refusal' in answer)) return pieceProblem('too-complex', body, file);
  const { message } = answer.refusal;
  const { start, end } = await findError(body.text, message, async (text) => {
    const other = await askForBody(withBody, text, ask);
    return 'refusal' in other ? other.refusal.message : null;
  });
  return { kind: 'syntax', message, range: file.range(body.offset(start), body.offset(end)) };
}

/** PERFORM is handed out as SELECT, which is one character shorter. */
function queryPiece(query: Query, at: number, body: Piece): Piece {
  const longer = query.kind === 'perform' ? 1 : 0;
  const offset = (index: number) => body.offset(index === 0 ? at : at + index + longer);
  return { text: query.text, offset };
}

/** The constant that is the whole of a dynamic query; null where it is computed. */
function constantOf(query: Query, at: number, body: Piece): Literal | null {
  const literal = literalAt(body.text, at);
  return literal !== null && literal.end === at + query.text.length ? literal : null;
}

function literalPiece(literal: Literal, body: Piece): Piece {
  return { text: literal.value, offset: (index) => body.offset(literal.offset(index)) };
}
