import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createParser } from '../../src/sql/parser.ts';
import type { ParsedSql } from '../../src/sql/statement.ts';

const { parse, close } = createParser();
afterAll(close);

async function parseOne(text: string): Promise<ParsedSql> {
  const [parsed] = await parse([text]);
  return parsed!;
}

test.each([
  ['one statement', 'select 1', [['select 1', 1, 1, 1, 9]]],
  ['a semicolon is not part of it', 'select 1 ;', [['select 1', 1, 1, 1, 9]]],
  ['comments around it', '-- a\n/* b /* c */ */ select 1 -- d\n;', [['select 1', 2, 17, 2, 25]]],
  ['a comment after the last one', 'select 1 /* a */ -- b', [['select 1', 1, 1, 1, 9]]],
  ['a comment inside', 'select /* a */ 1', [['select /* a */ 1', 1, 1, 1, 17]]],
  [
    'two on a line',
    'select 1;select 2',
    [
      ['select 1', 1, 1, 1, 9],
      ['select 2', 1, 10, 1, 18],
    ],
  ],
  [
    'CRLF',
    'select 1;\r\nselect\r\n2;',
    [
      ['select 1', 1, 1, 1, 9],
      ['select\r\n2', 2, 1, 3, 2],
    ],
  ],
  [
    'a byte order mark',
    '\ufeffselect 1;\nselect 2',
    [
      ['select 1', 1, 1, 1, 9],
      ['select 2', 2, 1, 2, 9],
    ],
  ],
  [
    'emoji before it',
    "select '😀é';select 2",
    [
      ["select '😀é'", 1, 1, 1, 13],
      ['select 2', 1, 14, 1, 22],
    ],
  ],
  ['emoji in a comment', '/* 😀 */ select 1', [['select 1', 1, 10, 1, 18]]],
  [
    'a lone surrogate',
    "select '\ud83d';select 2",
    [
      ["select '\ud83d'", 1, 1, 1, 11],
      ['select 2', 1, 12, 1, 20],
    ],
  ],
  [
    'semicolons that end nothing',
    `select ';', $a$;$a$, "a;b", E'\\';'`,
    [[`select ';', $a$;$a$, "a;b", E'\\';'`, 1, 1, 1, 35]],
  ],
  ['nothing', ' \n-- a\n;;', []],
] as const)('%s', async (_, text, expected) => {
  const { statements, problems } = await parseOne(text);
  expect(problems).toEqual([]);
  expect(
    statements.map(({ text: own, range: { start, end } }) => [
      own,
      start.line,
      start.column,
      end.line,
      end.column,
    ]),
  ).toEqual(expected);
});

test('chunks are split at the marker wherever it stands, and counted', async () => {
  const { statements, problems } = await parseOne(
    "select 1;--> statement-breakpoint\nselect 2;\n--> statement-breakpoint\n\n--> statement-breakpoint select 'a --> statement-breakpoint ', 3",
  );
  expect(statements.map(({ text, chunk }) => [text, chunk])).toEqual([
    ['select 1', 0],
    ['select 2', 1],
  ]);
  expect(
    problems.map(({ kind, message, range }) => [
      kind,
      message,
      range.start.line,
      range.start.column,
    ]),
  ).toEqual([
    ['syntax', 'unterminated quoted string at or near "\'a "', 5, 33],
    ['syntax', 'unterminated quoted string at or near "\', 3"', 5, 61],
  ]);
});

test('at gives the place of a node', async () => {
  const text = "\ufeff-- é\nselect '😀' as \"ü\",\n  b --> statement-breakpoint\n select 'é', c";
  const { statements } = await parseOne(text);
  const places = statements.map((statement) => {
    if (!('SelectStmt' in statement.node)) throw new Error(statement.kind);
    const targets = statement.node.SelectStmt.targetList ?? [];
    return targets.map((target) => {
      const { line, column, offset } = statement.at(
        'ResTarget' in target ? target.ResTarget.location : 0,
      );
      return [line, column, text[offset]];
    });
  });
  expect(places).toEqual([
    [
      [2, 8, "'"],
      [3, 3, 'b'],
    ],
    [
      [4, 9, "'"],
      [4, 14, 'c'],
    ],
  ]);
});

test('comments outside of strings, without the markers', async () => {
  const { comments } = await parseOne(
    '-- one\r\nselect \'-- no\', "/* no */", $$ -- no $$; /* two\n/* three */ */--> statement-breakpoint\n--four',
  );
  expect(
    comments.map(({ text, range: { start, end } }) => [
      text,
      start.line,
      start.column,
      end.line,
      end.column,
    ]),
  ).toEqual([
    ['one', 1, 1, 1, 7],
    ['two\n/* three */', 2, 42, 3, 15],
    ['four', 4, 1, 4, 7],
  ]);
});

const piece = fc.constantFrom(
  'select 1',
  "insert into t values ('é😀;')",
  'drop table "a;b"',
  'select $a$ ; $a$',
  '-- c;\n',
  '/* é; */',
  '😀',
  ';',
  ' ',
  '\n',
  '\r\n',
  '--> statement-breakpoint',
  "'",
  '(',
  ')',
  '"',
  '$$',
  'do $$ begin drop table é; end $$',
  "do 'begin delete from t where a = ''é''; end'",
  'create table t (a int)',
);

test('the text of a statement is the slice at its range', async () => {
  const files = fc
    .tuple(fc.boolean(), fc.array(piece, { maxLength: 12 }))
    .map(([mark, parts]) => (mark ? '\ufeff' : '') + parts.join(''));
  await fc.assert(
    fc.asyncProperty(files, async (text) => {
      const { statements, comments } = await parseOne(text);
      for (const { text: own, range } of statements) {
        expect(text.slice(range.start.offset, range.end.offset)).toBe(own);
        expect(own).toMatch(/^\(*(select|insert|drop|do|create|delete)\b/);
        expect(lineAndColumn(text, range.start.offset)).toEqual([
          range.start.line,
          range.start.column,
        ]);
      }
      for (const { range } of comments) {
        expect(text.slice(range.start.offset, range.start.offset + 2)).toMatch(/--|\/\*/);
      }
    }),
    { numRuns: 500 },
  );
});

function lineAndColumn(text: string, offset: number): [number, number] {
  const lines = text
    .slice(0, offset)
    .replace(/^\ufeff/, '')
    .split('\n');
  return [lines.length, lines.at(-1)!.length + 1];
}
