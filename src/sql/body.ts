import type { Node } from '@pgsql/types';
import { commentsOf } from './comments.ts';
import { skipComments, type Token, tokenAt, tokensOf } from './lexer.ts';
import { literalAt } from './literal.ts';
import type { FromBytes } from './offsets.ts';
import { type Piece, partOf } from './piece.ts';
import { pieceProblem } from './problem.ts';
import { readPlpgsql } from './read-plpgsql.ts';
import { type Ask, join, nothing, readPiece, readStatements } from './read-piece.ts';
import type { Context, PlacedStatement } from './read-statement.ts';
import type { ParsedSql, Runs, Statement } from './statement.ts';

/** Bodies in bodies in bodies: nobody writes more, and each level is read once more. */
const deepestBody = 8;

/** Whether a statement can have a body that holds statements. */
export function mayHaveBody({ node }: Statement): boolean {
  return optionsOf(node) !== null;
}

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
  if (options === null) return nothing;
  const inner: Context = { ...context, runs: runsOf(statement), within: statement };
  const body = bodyOf(options, piece, bytes);
  if (body === null) return openAtomicBody(placed, piece, inner, ask);
  const language = languageOf(options, statement.kind === 'DoStmt');
  if (language !== 'plpgsql' && language !== 'sql') return nothing;
  if (depthOf(statement) > deepestBody) {
    return { ...nothing, problems: [pieceProblem('too-complex', body, context.file)] };
  }
  if (language === 'sql') return readPiece(body, inner, ask);
  const comments = commentsOf(body, context.file);
  const withBody = (text: string): string => sourceWith(text, body, placed, piece);
  return join([{ ...nothing, comments }, await readPlpgsql(withBody, body, inner, ask)]);
}

/**
 * The statements between BEGIN ATOMIC and END, which PostgreSQL has read already, so that only a
 * RETURN, which stands nowhere else, is refused.
 */
async function openAtomicBody(
  { statement, start, end }: PlacedStatement,
  piece: Piece,
  context: Context,
  ask: Ask,
): Promise<ParsedSql> {
  if (!('CreateFunctionStmt' in statement.node)) return nothing;
  if (statement.node.CreateFunctionStmt.sql_body === undefined) return nothing;
  const tokens = tokensOf(piece.text.slice(start, end)).filter(({ kind }) => kind === 'word');
  const words = tokens.map((token) => wordAt(piece.text, start, token));
  const atomic = tokens.find((_, at) => words[at] === 'atomic' && words[at - 1] === 'begin');
  const last = tokens.at(-1);
  if (atomic === undefined || last === undefined) return nothing;
  const body = partOf(piece, start + atomic.end, start + last.start);
  return { ...(await readStatements(body, context, ask)), problems: [] };
}

function wordAt(text: string, from: number, token: Token): string {
  return text.slice(from + token.start, from + token.end).toLowerCase();
}

/** The statement with another body; as it is, where the constant's end is not known. */
function sourceWith(
  text: string,
  { constant }: Body,
  placed: PlacedStatement,
  piece: Piece,
): string {
  if (constant === null) return piece.text.slice(placed.start, placed.end);
  const before = piece.text.slice(placed.start, constant.start);
  return `${before}${quote(text)}${piece.text.slice(constant.end, placed.end)}`;
}

/** A constant that holds a text as it is. */
function quote(text: string): string {
  const tag = text.includes('$body$') ? '$db_review_body$' : '$body$';
  return `${tag}${text}${tag}`;
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

/** The body as a piece, and where its constant stands in the piece that holds it. */
interface Body extends Piece {
  readonly constant: { readonly start: number; readonly end: number } | null;
}

/** A constant that is not one simple literal, such as `U&'…'`, has all its places at its start. */
function bodyOf(options: Options, piece: Piece, bytes: FromBytes): Body | null {
  const as = option(options, 'as');
  const text = as === null ? null : bodyText(as.arg);
  if (as === null || text === null) return null;
  const at = bytes(as.location ?? 0);
  const first = tokenAt(piece.text, at);
  const keyword = first.kind === 'word' && piece.text.slice(at, first.end).toLowerCase() === 'as';
  const start = keyword ? skipComments(piece.text, first.end) : at;
  const literal = literalAt(piece.text, start);
  if (literal?.value !== text) return { text, offset: () => piece.offset(start), constant: null };
  const offset = (index: number) => piece.offset(literal.offset(index));
  return { text, offset, constant: { start, end: literal.end } };
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
