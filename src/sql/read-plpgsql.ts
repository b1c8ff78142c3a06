import { type Literal, literalAt } from './literal.ts';
import type { Piece } from './piece.ts';
import { queryFinder } from './find-query.ts';
import { pieceProblem } from './problem.ts';
import { type Query, queriesOf } from './plpgsql-queries.ts';
import { type Ask, join, readPiece, readStatements } from './read-piece.ts';
import type { Context } from './read-statement.ts';
import type { ParsedSql } from './statement.ts';

const nothing: ParsedSql = { statements: [], problems: [], comments: [] };

/** The SQL in a PL/pgSQL body; `source` is the whole statement, as PostgreSQL's parser wants it. */
export async function readPlpgsql(
  source: string,
  body: Piece,
  context: Context,
  ask: Ask,
): Promise<ParsedSql> {
  const answer = await ask('plpgsql', source);
  if ('tooComplex' in answer) {
    return { ...nothing, problems: [pieceProblem('too-complex', body, context.file)] };
  }
  if ('refusal' in answer) {
    const { message } = answer.refusal;
    const problem = {
      ...pieceProblem('too-complex', body, context.file),
      kind: 'syntax',
      message,
    } as const;
    return { ...nothing, problems: [problem] };
  }
  const find = queryFinder(body.text);
  const read = queriesOf(answer.json, context.runs).map((query) => {
    const at = find(query);
    const inner = { ...context, runs: query.runs };
    if (query.kind !== 'dynamic') return readStatements(queryPiece(query, at, body), inner, ask);
    const literal = constantOf(query, at, body);
    return literal === null ? nothing : readPiece(literalPiece(literal, body), inner, ask);
  });
  return join(await Promise.all(read));
}

/** PERFORM is handed out as SELECT, which is one character shorter. */
function queryPiece(query: Query, at: number, body: Piece): Piece {
  const longer = query.kind === 'perform' ? 1 : 0;
  return {
    text: query.text,
    offset: (index) => body.offset(index === 0 ? at : at + index + longer),
  };
}

/** The constant that is the whole of a dynamic query; null where it is computed. */
function constantOf(query: Query, at: number, body: Piece): Literal | null {
  const literal = literalAt(body.text, at);
  return literal !== null && literal.end === at + query.text.length ? literal : null;
}

function literalPiece(literal: Literal, body: Piece): Piece {
  return { text: literal.value, offset: (index) => body.offset(literal.offset(index)) };
}
