import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import type { Statement } from '../../src/sql/statement.ts';

const { parse, close } = createParser();
afterAll(close);

const majors = [12, 13, 14, 15, 16, 17, 18] as const;

test.each([
  [14, 'create function f() returns int language sql return 1'],
  [15, 'create unique index i on t (a) nulls not distinct'],
  [16, "select '{}' is json"],
  [17, 'merge into a using b on true when matched then delete returning *'],
  [18, 'alter table t add constraint n not null a not valid'],
])('the grammar of %i is the first that reads its syntax', async (since, text) => {
  const [unset] = await parse([text]);
  expect(unset!.problems).toEqual([]);
  for (const postgres of majors) {
    const [parsed] = await parse([`drop table a; ${text}; drop table b`], { postgres });
    const kinds = parsed!.problems.map((problem) => problem.kind);
    expect([postgres, kinds]).toEqual([postgres, postgres < since ? ['newer-syntax'] : []]);
    expect(parsed!.statements).toHaveLength(postgres < since ? 2 : 3);
  }
});

test('a PL/pgSQL body is read by the configured grammar', async () => {
  const text =
    'do $$ begin alter table t add constraint n not null a not valid; drop table b; end $$';
  for (const postgres of [15, 16, 18] as const) {
    const [parsed] = await parse([text], { postgres });
    const kinds = parsed!.statements.map((statement) => statement.kind);
    expect(kinds).toEqual(['DoStmt', ...(postgres === 18 ? ['AlterTableStmt'] : []), 'DropStmt']);
    expect(parsed!.problems.map(({ kind, range }) => [kind, range.start.column])).toEqual(
      postgres === 18 ? [] : [['newer-syntax', 44]],
    );
  }
});

const sameEverywhere = [
  "select 1, 0, -1, 1.5, 'a', b'101', x'1f', null, true, false, 't'::boolean",
  "create table t (a int default -5 primary key, b text default 'x', c int[])",
  'create table t (a int) partition by range (a)',
  'create table p partition of t for values from (-1) to (10) partition by list (a)',
  'alter table public.t add column a int not null, drop column b cascade, alter c type text using c::text',
  'alter index i set (fillfactor = 10)',
  'alter table t alter constraint c deferrable',
  'alter table t add constraint c foreign key (a) references u (b) not valid',
  'create materialized view m as select 1',
  'drop table if exists public.a, b cascade',
  'create index concurrently i on t (a desc, b) where a > -3',
  'reindex table concurrently t',
  'alter table t rename column a to b',
  'insert into t (a) values (-1) on conflict do nothing returning *',
  'update t set a = 1 where b returning c',
  'delete from t',
  'truncate a, b',
  "alter type e add value if not exists 'x' after 'y'",
  'begin',
];

/** Fields that newer grammars added, which say nothing that older trees do not. */
const added = new Set([
  'initially_valid',
  'is_enforced',
  'generated_kind',
  'funcformat',
  'location',
  'rexpr_list_start',
  'rexpr_list_end',
]);

function comparable({ node }: Statement): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) =>
      added.has(key) ? undefined : key === 'arrayBounds' ? (value as unknown[]).length : value,
    ),
  );
}

test.each(sameEverywhere)('every grammar gives one tree for %s', async (text) => {
  const [newest] = await parse([text], { postgres: 18 });
  expect(newest!.problems).toEqual([]);
  for (const postgres of [null, ...majors]) {
    const [parsed] = await parse([text], { postgres });
    expect([postgres, parsed!.statements.map(comparable)]).toEqual([
      postgres,
      newest!.statements.map(comparable),
    ]);
  }
});
