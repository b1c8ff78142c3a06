import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';

const { parse, close } = createParser();
afterAll(close);

const right = 'select 1;\ndrop table users;';

test.each([
  ['10,000 nested parentheses', `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, 'syntax'],
  ['600 nested operators', `select ${'1+('.repeat(600)}1${')'.repeat(600)}`, 'too-complex'],
  ['a chain of 1,000 sums', `select ${'1+'.repeat(1_000)}1`, 'too-complex'],
  ['1,000 NOTs', `select ${'not '.repeat(1_000)}true`, 'too-complex'],
  ['a NUL byte', 'select 1;\0 drop table users', 'nul-byte'],
  ['an unterminated string', "select 'abc", 'syntax'],
  ['an unterminated comment', '/* abc', 'syntax'],
  ['a statement of 10 MB', `select '${'a'.repeat(10_000_000)}'`, 'too-large'],
  ['a file of 21 MB', 'select 1;\n'.repeat(2_100_000), 'too-large'],
  ['nested parentheses that stay open', '('.repeat(100_000), 'syntax'],
  [
    'a deep tree that only the newest grammar reads',
    `select ${'1+'.repeat(3_000)}1`,
    'too-complex',
  ],
] as const)('%s is a problem, and what stands beside it is still read', async (_, text, kind) => {
  const beside = `${text}\n--> statement-breakpoint\ndrop table b`;
  const parsed = await parse([right, text, beside, right]);
  expect(parsed[1]!.problems.map((problem) => [problem.kind, problem.range.start.line])).toEqual([
    [kind, 1],
  ]);
  for (const each of [parsed[0]!, parsed[3]!, (await parse([right]))[0]!]) {
    expect(each.problems).toEqual([]);
    expect(each.statements.map((statement) => statement.text)).toEqual([
      'select 1',
      'drop table users',
    ]);
  }
  if (text.length < 20_000_000)
    expect(parsed[2]!.statements.map((each) => each.text)).toContain('drop table b');
});

test('a broken statement does not hide the others of its chunk', async () => {
  const [parsed] = await parse([
    "drop table a;\ncreate tabel b (a int);\ndrop table c;\ncreate table d (a int;\ndrop table e;\nselect 'f",
  ]);
  expect(parsed!.statements.map((each) => [each.text, each.range.start.line])).toEqual([
    ['drop table a', 1],
    ['drop table c', 3],
    ['drop table e', 5],
  ]);
  expect(
    parsed!.problems.map(({ message, range }) => [
      message,
      range.start.line,
      range.start.column,
      range.end.column,
    ]),
  ).toEqual([
    ['syntax error at or near "tabel"', 2, 8, 13],
    ['syntax error at or near ";"', 4, 22, 23],
    ['unterminated quoted string at or near "\'f"', 6, 8, 10],
  ]);
});

test.each([
  ["select '😀', from t", 'syntax error at or near "from"', 14],
  ['select 1 from', 'syntax error at end of input', 14],
])('%s breaks where PostgreSQL says, in every grammar', async (text, message, column) => {
  for (const postgres of [null, 13, 15, 16, 18] as const) {
    const [parsed] = await parse([text], { postgres });
    const found = parsed!.problems.map((each) => [
      each.kind,
      each.message,
      each.range.start.column,
    ]);
    expect(found).toEqual([['syntax', message, column]]);
  }
});

test.each([
  ['semicolons', ';'],
  ['comments', '-- x\n'],
  ['breakpoints', 'select 1;\n--> statement-breakpoint\n'],
])('more than 200,000 %s are not looked into', async (_, text) => {
  const [parsed] = await parse([text.repeat(200_001)]);
  expect(parsed).toMatchObject({
    statements: [],
    comments: [],
    problems: [{ kind: 'too-complex' }],
  });
});

test('10 MB of small statements are read', async () => {
  const [parsed] = await parse([
    "insert into t values (1, 'abcdefghijklmnopqrstuvwxyz');\n".repeat(180_000),
  ]);
  expect(parsed!.problems).toEqual([]);
  expect(parsed!.statements).toHaveLength(180_000);
  expect(parsed!.statements.at(-1)!.range.start.line).toBe(180_000);
});

test('calls at the same time each get their own answers', async () => {
  const hanging = `select ${'not '.repeat(1_000)}true`;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      parse([index === 7 ? hanging : `drop table t${index}`]),
    ),
  );
  expect(
    results.map(([parsed]) => parsed!.statements[0]?.text ?? parsed!.problems[0]?.kind),
  ).toEqual(
    Array.from({ length: 20 }, (_, index) =>
      index === 7 ? 'too-complex' : `drop table t${index}`,
    ),
  );
});

test('a closed parser refuses', async () => {
  const closed = createParser();
  await closed.close();
  await expect(closed.parse(['select 1'])).rejects.toThrow('the parser has ended');
});
