import { chunksOf, hasBreakpoint, isBreakpoint, sourceFile, wholeOf } from './piece.ts';
import { messages } from './problem.ts';
import { type Ask, join, readPiece } from './read-piece.ts';
import type { Context } from './read-statement.ts';
import { type Budget, type Service, startService } from './service.ts';
import type { Parse, ParsedSql, PostgresMajor } from './statement.ts';

const longestFile = 20_000_000;

/** Nobody reads more of one file; a file can be made to hold a million. */
const mostProblems = 1_000;

/** Semicolons and comments of one file; each costs some kilobytes of memory. */
const mostMarks = 200_000;

/** 271 migrations of a real project, 0.4 MB, take 0.2 s in all and some 5 MB as JSON. */
const budgetOfFile: Budget = { milliseconds: 10_000, characters: 150_000_000 };
const budgetOfCall: Budget = { milliseconds: 60_000, characters: 150_000_000 };

/** PostgreSQL's grammars, which run in one thread of their own that keeps no process alive. */
export interface Parser {
  readonly parse: Parse;
  /** Ends the thread. */
  close(): Promise<void>;
}

/**
 * Starts a parser; its thread loads while the process does something else.
 *
 * @param characters how large the trees of one call may be, as JSON; they take some twelve times
 *   that in bytes of memory
 */
export function createParser({ characters }: Pick<Budget, 'characters'> = budgetOfCall): Parser {
  const service = startService();
  const budget = { ...budgetOfCall, characters };
  const parse: Parse = (texts, { postgres = null, onParsed } = {}) => {
    const call = { ...budget };
    async function parseOne(text: string): Promise<ParsedSql> {
      const parsed = await parseText(text, postgres, service, call);
      onParsed?.(parsed);
      return parsed;
    }
    return Promise.all(texts.map(parseOne));
  };
  return { parse, close: service.close };
}

async function parseText(
  text: string,
  postgres: PostgresMajor | null,
  service: Service,
  call: Budget,
): Promise<ParsedSql> {
  const excess = excessOf(text);
  if (excess) {
    const start = { line: 1, column: 1, offset: 0 };
    const problem = { kind: excess, message: messages[excess], range: { start, end: start } };
    return { statements: [], problems: [problem], comments: [] };
  }
  const file = sourceFile(text);
  const budgets = [{ ...budgetOfFile }, call];
  const context: Context = { file, runs: 'always', within: null };
  const ask: Ask = (language, sql) => service.ask({ language, text: sql, postgres }, budgets);
  const result = (await readWhole(text, context, ask)) ?? (await readChunks(text, context, ask));
  return { ...result, problems: result.problems.slice(0, mostProblems) };
}

/** Why a file is not looked into at all. */
function excessOf(text: string): 'too-large' | 'too-complex' | null {
  if (text.length > longestFile || Buffer.byteLength(text) > longestFile) return 'too-large';
  if (text.length <= mostMarks) return null;
  let marks = 0;
  for (const mark of [';', '--', '/*']) {
    let at = text.indexOf(mark);
    while (at >= 0 && marks <= mostMarks) {
      marks += 1;
      at = text.indexOf(mark, at + mark.length);
    }
  }
  return marks > mostMarks ? 'too-complex' : null;
}

async function readChunks(text: string, context: Context, ask: Ask): Promise<ParsedSql> {
  return join(await Promise.all(chunksOf(text).map((chunk) => readPiece(chunk, context, ask))));
}

/** Null where a text has to be read chunk by chunk. */
async function readWhole(text: string, context: Context, ask: Ask): Promise<ParsedSql | null> {
  const piece = wholeOf(text);
  if (!piece) return null;
  const result = await readPiece(piece, context, ask);
  const spansChunks = result.statements.some((statement) => hasBreakpoint(statement.text));
  if (result.problems.length > 0 || spansChunks) return null;
  const comments = result.comments.filter((comment) => !isBreakpoint(comment.text));
  return { ...result, comments };
}
