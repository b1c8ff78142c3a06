import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import type { ParsedSql } from '../../src/sql/statement.ts';

const { parse, close } = createParser();
afterAll(close);

async function parseOne(text: string): Promise<ParsedSql> {
  const [parsed] = await parse([text]);
  return parsed!;
}

/** The statements of bodies: kind, text, line, column, when they run. */
function inner({ statements }: ParsedSql) {
  return statements
    .filter((statement) => statement.within !== null)
    .map(({ kind, text, range, runs }) => [kind, text, range.start.line, range.start.column, runs]);
}

function problems({ problems: found }: ParsedSql) {
  return found.map(({ kind, message, range: { start, end } }) => [
    kind,
    message,
    start.line,
    start.column,
    end.column,
  ]);
}

test('statements of a DO block, their lines, and when they run', async () => {
  const parsed = await parseOne(
    `-- é
DO $$
DECLARE r record; n int := (select 1); c cursor for select 8;
BEGIN
  IF NOT EXISTS (DROP) THEN null; END IF;
END $$;`.replace('(DROP)', '(SELECT 1 FROM t)') +
      `
DO $$ DECLARE r record; n int; m int; BEGIN
  -- DROP TABLE x; not this one
  /* DROP TABLE x; */ DROP TABLE x; DROP TABLE x;
  DROP TABLE x;
  IF EXISTS (SELECT a FROM t) THEN
    PERFORM é(1)
      FROM z;
    ALTER TABLE a DROP COLUMN b;
  ELSIF n = 1 THEN DELETE FROM a;
  ELSE SELECT a INTO n, m FROM é WHERE 1=1; END IF;
  FOR r IN SELECT * FROM q LOOP UPDATE q SET a = 1; END LOOP;
  FOR r IN EXECUTE 'SELECT 2' LOOP NULL; END LOOP;
  n := (SELECT 2);
  INSERT INTO a VALUES (';') RETURNING id INTO n;
  CASE n WHEN 1 THEN TRUNCATE a; ELSE TRUNCATE b; END CASE;
  BEGIN
    CREATE TABLE y (a int);
  EXCEPTION WHEN others THEN
    CALL p();
  END;
  WHILE n > 0 LOOP EXIT; END LOOP;
END $$;`,
  );
  expect(problems(parsed)).toEqual([]);
  expect(inner(parsed)).toEqual([
    ['DropStmt', 'DROP TABLE x', 9, 23, 'always'],
    ['DropStmt', 'DROP TABLE x', 9, 37, 'always'],
    ['DropStmt', 'DROP TABLE x', 10, 3, 'always'],
    ['SelectStmt', 'PERFORM é(1)\n      FROM z', 12, 5, 'conditionally'],
    ['AlterTableStmt', 'ALTER TABLE a DROP COLUMN b', 14, 5, 'conditionally'],
    ['DeleteStmt', 'DELETE FROM a', 15, 20, 'conditionally'],
    ['SelectStmt', 'SELECT a INTO n, m FROM é WHERE 1=1', 16, 8, 'conditionally'],
    ['SelectStmt', 'SELECT * FROM q', 17, 12, 'always'],
    ['UpdateStmt', 'UPDATE q SET a = 1', 17, 33, 'conditionally'],
    ['SelectStmt', 'SELECT 2', 18, 21, 'always'],
    ['InsertStmt', "INSERT INTO a VALUES (';') RETURNING id", 20, 3, 'always'],
    ['TruncateStmt', 'TRUNCATE a', 21, 22, 'conditionally'],
    ['TruncateStmt', 'TRUNCATE b', 21, 39, 'conditionally'],
    ['CreateStmt', 'CREATE TABLE y (a int)', 23, 5, 'always'],
    ['CallStmt', 'CALL p()', 25, 5, 'conditionally'],
  ]);
  expect(parsed.comments.map(({ text, range }) => [text, range.start.line])).toEqual([
    ['é', 1],
    ['DROP TABLE x; not this one', 8],
    ['DROP TABLE x;', 9],
  ]);
});

test('at and within inside of bodies', async () => {
  const text =
    'select 1;\ndo $$ begin\n  if true then alter table é add a int, drop b; end if;\nend $$';
  const { statements } = await parseOne(text);
  const [, outer, alter] = statements;
  expect(alter!.within).toBe(outer);
  if (!('AlterTableStmt' in alter!.node)) throw new Error(alter!.kind);
  const { line, column, offset } = alter!.at(alter!.node.AlterTableStmt.relation?.location);
  expect([line, column, text[offset]]).toEqual([3, 28, 'é']);
});

test.each([
  [
    'LANGUAGE plpgsql',
    'create function f() returns void language plpgsql as $b$ begin\n drop table x; end $b$',
    [['DropStmt', 'drop table x', 2, 2, 'on-call']],
  ],
  [
    'LANGUAGE first, a procedure',
    "create or replace procedure p(a int) as 'begin\n commit; drop table x; end' language 'plpgsql'",
    [['DropStmt', 'drop table x', 2, 10, 'on-call']],
  ],
  [
    'LANGUAGE sql',
    'create function f() returns int language sql as $$\n select 1;\n select 2 $$',
    [
      ['SelectStmt', 'select 1', 2, 2, 'on-call'],
      ['SelectStmt', 'select 2', 3, 2, 'on-call'],
    ],
  ],
  [
    'BEGIN ATOMIC',
    'create function f() returns int begin atomic\n select 1;\n delete from t; end',
    [
      ['SelectStmt', 'select 1', 2, 2, 'on-call'],
      ['DeleteStmt', 'delete from t', 3, 2, 'on-call'],
    ],
  ],
  [
    'a quoted body',
    "do 'begin delete from t where a = ''é''; drop table b; end'",
    [
      ['DeleteStmt', "delete from t where a = ''é''", 1, 11, 'always'],
      ['DropStmt', 'drop table b', 1, 42, 'always'],
    ],
  ],
  [
    'an escaped body',
    "do E'begin\\n drop table a; end'",
    [['DropStmt', 'drop table a', 1, 14, 'always']],
  ],
  [
    'a body in Unicode escapes',
    "do U&'begin drop table \\0061; end'",
    [['DropStmt', '', 1, 4, 'always']],
  ],
  [
    'EXECUTE of a constant',
    "do $$ begin execute 'drop table a'; execute 'drop table ' || b; execute format('drop table c'); execute $x$drop table d; drop table e$x$; end $$",
    [
      ['DropStmt', 'drop table a', 1, 22, 'always'],
      ['DropStmt', 'drop table d', 1, 108, 'always'],
      ['DropStmt', 'drop table e', 1, 122, 'always'],
    ],
  ],
  [
    'a function in a DO block',
    'do $a$ begin create function f() returns void language plpgsql as $b$ begin drop table x; end $b$; end $a$',
    [
      [
        'CreateFunctionStmt',
        'create function f() returns void language plpgsql as $b$ begin drop table x; end $b$',
        1,
        14,
        'always',
      ],
      ['DropStmt', 'drop table x', 1, 77, 'on-call'],
    ],
  ],
  [
    'row types',
    'do $$ declare r t%rowtype; "S" my.type not null := x; n int; begin r.a := 1; select 1 into "S".b; drop table x; end $$',
    [
      ['SelectStmt', 'select 1', 1, 78, 'always'],
      ['DropStmt', 'drop table x', 1, 99, 'always'],
    ],
  ],
  [
    'CRLF',
    'do $$ begin\r\n drop table x;\r\n  drop table y;\r\nend $$',
    [
      ['DropStmt', 'drop table x', 2, 2, 'always'],
      ['DropStmt', 'drop table y', 3, 3, 'always'],
    ],
  ],
  [
    "syntax that is newer than 16's",
    'do $$ begin create table t (a int generated always as (1) virtual); end $$',
    [['CreateStmt', 'create table t (a int generated always as (1) virtual)', 1, 13, 'always']],
  ],
  [
    'RETURN QUERY',
    "create function f() returns setof int language plpgsql as $$ begin return query delete from t returning a; return query execute 'select 1'; end $$",
    [
      ['DeleteStmt', 'delete from t returning a', 1, 81, 'on-call'],
      ['SelectStmt', 'select 1', 1, 130, 'on-call'],
    ],
  ],
] as const)('%s', async (_, text, expected) => {
  const parsed = await parseOne(text);
  expect(problems(parsed)).toEqual([]);
  expect(inner(parsed)).toEqual(expected);
});

test.each([
  [
    'do $$\nbegin\n  drop table a;\n  drop tabel b;\n  drop table c;\nend $$',
    'syntax error at or near "tabel"',
    4,
    8,
    13,
  ],
  [
    'do $$\nbegin\n  select 1 from ;\n  drop table c;\nend $$',
    'syntax error at end of input',
    3,
    3,
    9,
  ],
  [
    'do $$\nbegin\n  if true drop table a; end if;\nend $$',
    'missing "THEN" at end of SQL expression',
    3,
    3,
    5,
  ],
  ['do $$\nbegin\n  n := 1;\nend $$', '"n" is not a known variable', 3, 3, 4],
  ['do $$\nbegin\n  if true then drop table a;\nend $$', 'syntax error at end of input', 4, 1, 4],
  [
    'create function f() returns int language sql as $$\n select 1 frm t b$$',
    'syntax error at or near "t"',
    2,
    15,
    16,
  ],
  ["do $$ begin\n execute 'drop tabel a'; end $$", 'syntax error at or near "tabel"', 2, 16, 21],
])('%j breaks at its line', async (text, message, line, column, endColumn) => {
  const parsed = await parseOne(`${text};\nselect 1`);
  expect(problems(parsed)).toEqual([['syntax', message, line, column, endColumn]]);
  expect(parsed.statements.at(-1)!.text).toBe('select 1');
});

test('bodies in bodies end somewhere', async () => {
  let text = 'select 1';
  for (let level = 0; level < 20; level++) text = `do $a${level}$ begin ${text}; end $a${level}$`;
  expect(problems(await parseOne(text)).map(([kind]) => kind)).toEqual(['too-complex']);
});
