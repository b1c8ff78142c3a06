import { chunksOf, type Piece, sourceFile } from './piece.ts';
import { messages } from './problem.ts';
import { join, readPiece } from './read-piece.ts';
import { type Budget, type Service, startService } from './service.ts';
import type { Parse, ParsedSql, PostgresMajor } from './statement.ts';

const longestFile = 20_000_000;

/** Nobody reads more of one file; a file can be made to hold a million. */
const mostProblems = 1_000;

/** 271 migrations of a real project, 0.4 MB, take 0.2 s in all and some 5 MB as JSON. */
const budgetOfFile: Budget = { milliseconds: 10_000, characters: 150_000_000 };
const budgetOfCall: Budget = { milliseconds: 60_000, characters: 300_000_000 };

/** PostgreSQL's grammars, which run in one thread of their own that keeps no process alive. */
export interface Parser {
  readonly parse: Parse;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Starts a parser; its thread loads while the process does something else. */
export function createParser(): Parser {
  const service = startService();
  const parse: Parse = (texts, { postgres = null } = {}) => parseAll(texts, postgres, service);
  return { parse, close: service.close };
}

function parseAll(
  texts: readonly string[],
  postgres: PostgresMajor | null,
  service: Service,
): Promise<ParsedSql[]> {
  const budget = { ...budgetOfCall };
  return Promise.all(texts.map((text) => parseText(text, postgres, service, budget)));
}

async function parseText(
  text: string,
  postgres: PostgresMajor | null,
  service: Service,
  call: Budget,
): Promise<ParsedSql> {
  const file = sourceFile(text);
  if (text.length > longestFile || Buffer.byteLength(text) > longestFile) {
    const range = file.range(0, 0);
    const problem = { kind: 'too-large', message: messages['too-large'], range } as const;
    return { statements: [], problems: [problem], comments: [] };
  }
  const budgets = [{ ...budgetOfFile }, call];
  function read(piece: Piece, chunk: number): Promise<ParsedSql> {
    return readPiece(piece, { file, chunk, runs: 'always', within: null }, (language, sql) =>
      service.ask({ language, text: sql, postgres }, budgets),
    );
  }
  const whole = join(await Promise.all(chunksOf(text).map(read)));
  return { ...whole, problems: whole.problems.slice(0, mostProblems) };
}
