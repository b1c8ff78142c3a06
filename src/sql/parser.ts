import { chunksOf, type Piece, sourceFile } from './piece.ts';
import { messages } from './problem.ts';
import { join, readPiece } from './read-piece.ts';
import { newBudget, type Service, startService } from './service.ts';
import type { Parse, ParsedSql, PostgresMajor } from './statement.ts';

const longestFile = 20_000_000;

/** PostgreSQL's grammars, which run in one thread of their own that keeps no process alive. */
export interface Parser {
  readonly parse: Parse;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Starts a parser; its thread loads while the process does something else. */
export function createParser(): Parser {
  const service = startService();
  const parse: Parse = (texts, { postgres = null } = {}) =>
    Promise.all(texts.map((text) => parseText(text, postgres, service)));
  return { parse, close: service.close };
}

async function parseText(
  text: string,
  postgres: PostgresMajor | null,
  service: Service,
): Promise<ParsedSql> {
  const file = sourceFile(text);
  if (text.length > longestFile || Buffer.byteLength(text) > longestFile) {
    const range = file.range(0, 0);
    const problem = { kind: 'too-large', message: messages['too-large'], range } as const;
    return { statements: [], problems: [problem], comments: [] };
  }
  const budget = newBudget();
  function read(piece: Piece, chunk: number): Promise<ParsedSql> {
    return readPiece(piece, { file, chunk, runs: 'always', within: null }, (language, sql) =>
      service.ask({ language, text: sql, postgres }, budget),
    );
  }
  return join(await Promise.all(chunksOf(text).map(read)));
}
