import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createParser } from '../../src/sql/parser.ts';
import type { ParsedSql } from '../../src/sql/statement.ts';

const parser = createParser();
afterAll(() => parser.close());

const pieces = [
  'SELECT 1;',
  "SELECT 'ü', 🐘;".replace('🐘', "'🐘'"),
  'CREATE TABLE a (\r\n  b int\r\n);',
  '-- a comment\n',
  'ALTER TABLE a',
  ' ADD COLUMN b int;',
  'DO $$ BEGIN\n  DROP TABLE c;\nEND $$;',
  "'an open string ",
  '$$ open',
  '--> statement-breakpoint',
  '--> statement-breakpoint\n',
  '--> statement-breakpoint SELECT 2;',
  '-- said --> statement-breakpoint\n',
  '\n',
];

/** A block comment at the end makes the parser read chunk by chunk. */
const chunkwise = '\n/* */';

test('a file read as a whole gives what its chunks give one by one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), async (parts) => {
      const text = parts.join('');
      const [whole, chunks] = await parser.parse([text, text + chunkwise]);
      expect(plain(whole!)).toEqual(plain(chunks!));
    }),
    { numRuns: 400 },
  );
});

function plain({ statements, problems, comments }: ParsedSql): object {
  return {
    statements: statements.map(({ kind, text, range, chunk, runs }) => ({
      ...{ kind, text, range, chunk, runs },
    })),
    problems: problems.map(({ kind }) => kind),
    comments: comments
      .filter(({ text }) => text !== '')
      .map(({ text, range }) => ({ text, range })),
  };
}
