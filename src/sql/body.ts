import type { Node } from '@pgsql/types';
import { commentsOf } from './comments.ts';
import { skipComments, tokenAt } from './lexer.ts';
import { literalAt } from './literal.ts';
import type { FromBytes } from './offsets.ts';
import type { Piece } from './piece.ts';
import { pieceProblem } from './problem.ts';
import { readPlpgsql } from './read-plpgsql.ts';
import { type Ask, join, readPiece } from './read-piece.ts';
import type { Context, PlacedStatement } from './read-statement.ts';
import type { ParsedSql, Runs, Statement } from './statement.ts';

const nothing: ParsedSql = { statements: [], problems: [], comments: [] };

/** Bodies in bodies in bodies: nobody writes more, and each level is read once more. */
const deepestBody = 8;

/** What the body of a DO block, or of a function in PL/pgSQL or SQL, holds. */
export async function openBody(
  placed: PlacedStatement,
  piece: Piece,
  bytes: FromBytes,
  context: Context,
  ask: Ask,
): Promise<ParsedSql> {
  const { statement } = placed;
  const options = optionsOf(statement.node);
  const language = options === null ? null : languageOf(options, statement.kind === 'DoStmt');
  const body = options === null ? null : bodyPiece(options, piece, bytes);
  if (body === null || (language !== 'plpgsql' && language !== 'sql')) return nothing;
  if (depthOf(statement) > deepestBody) {
    return { ...nothing, problems: [pieceProblem('too-complex', body, context.file)] };
  }
  const inner: Context = { ...context, runs: runsOf(statement), within: statement };
  if (language === 'sql') return readPiece(body, inner, ask);
  const source = piece.text.slice(placed.start, placed.end);
  const comments = commentsOf(body, context.file);
  return join([{ ...nothing, comments }, await readPlpgsql(source, body, inner, ask)]);
}

type Options = readonly Node[];

function optionsOf(node: Node): Options | null {
  if ('DoStmt' in node) return node.DoStmt.args ?? [];
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.options ?? [];
  return null;
}

function option(options: Options, name: string) {
  for (const each of options) {
    if ('DefElem' in each && each.DefElem.defname === name) return each.DefElem;
  }
  return null;
}

function languageOf(options: Options, isDo: boolean): string | null {
  const language = option(options, 'language')?.arg;
  if (language === undefined) return isDo ? 'plpgsql' : null;
  return 'String' in language ? (language.String.sval ?? '').toLowerCase() : null;
}

/**
 * The body as a piece. A constant that is not one simple literal (`U&'…'`, or one continued on
 * the next line) has all its places at its start.
 */
function bodyPiece(options: Options, piece: Piece, bytes: FromBytes): Piece | null {
  const as = option(options, 'as');
  const text = as === null ? null : bodyText(as.arg);
  if (as === null || text === null) return null;
  const at = bytes(as.location ?? 0);
  const first = tokenAt(piece.text, at);
  const keyword = first.kind === 'word' && piece.text.slice(at, first.end).toLowerCase() === 'as';
  const start = keyword ? skipComments(piece.text, first.end) : at;
  const literal = literalAt(piece.text, start);
  if (literal?.value !== text) return { text, offset: () => piece.offset(start) };
  return { text, offset: (index) => piece.offset(literal.offset(index)) };
}

function bodyText(argument: Node | undefined): string | null {
  if (argument === undefined) return null;
  if ('String' in argument) return argument.String.sval ?? '';
  if (!('List' in argument)) return null;
  const [only, ...others] = argument.List.items ?? [];
  return only !== undefined && others.length === 0 && 'String' in only
    ? (only.String.sval ?? '')
    : null;
}

function runsOf(statement: Statement): Runs {
  return statement.kind === 'CreateFunctionStmt' ? 'on-call' : statement.runs;
}

function depthOf(statement: Statement): number {
  return statement.within === null ? 1 : 1 + depthOf(statement.within);
}
