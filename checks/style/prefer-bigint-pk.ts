import {
  type StatementVisit,
  as,
  columnKinds,
  defineCheck,
  isOfType,
  stringsOf,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'prefer-bigint-pk',
  title: 'A key that runs out of numbers',
  category: 'style',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: [...columnKinds, 'CreateSeqStmt'],
  covers: ['prefer-bigint-pk', 'sequence-int-limit'],
  sources: [
    { tool: 'squawk', rule: 'prefer-bigint-over-int' },
    { tool: 'squawk', rule: 'prefer-bigint-over-smallint' },
    { tool: 'online_migrations', rule: 'short_primary_key_type' },
    { tool: 'bytebase', rule: 'INDEX_PRIMARY_KEY_TYPE_ALLOWLIST' },
    { tool: 'pg-migration-lint', rule: 'PML107' },
    { tool: 'migrationpilot', rule: 'MP038' },
    { tool: 'migrationpilot', rule: 'MP068' },
    { tool: 'postgres-language-server', rule: 'prefer-big-int' },
  ],
  options: {
    columns: {
      type: 'choice',
      values: ['keys', 'all'],
      default: 'keys',
      what: 'Which columns count: primary keys and those that number themselves, or every integer.',
    },
  },
  message: 'The column {column} holds numbers up to {most}.',
  many: '{count} columns hold numbers that run out: {column}.',
  why:
    'When the numbers of a key are used up, every INSERT fails (22003), and numbers of rolled back ' +
    'transactions are used up too. Changing the type then rewrites the table, its indexes, and the ' +
    'tables that refer to it, while the service is down.',
  todo: "Use `bigint({ mode: 'number' })` in the Drizzle schema, as an identity where it numbers itself.",
  variants: {
    sequence: { message: 'The sequence {column} ends at {most}.' },
  },
  examples: {
    flagged: [
      {
        title: 'primary keys, and columns that number themselves',
        sql: 'CREATE TABLE a (\n  b serial,\n  c integer GENERATED ALWAYS AS IDENTITY,\n  d int PRIMARY KEY\n);',
        lines: [2],
      },
      {
        title: 'a key at the end of the table',
        sql: 'CREATE TABLE a (\n  b text,\n  c smallint,\n  CONSTRAINT k PRIMARY KEY (b, c)\n);',
        lines: [3],
      },
      { title: 'a sequence', sql: 'CREATE SEQUENCE s AS integer;', lines: [1] },
      {
        title: 'every integer, where the team wants that',
        options: { columns: 'all' },
        sql: 'ALTER TABLE a ADD COLUMN b int;\nALTER TABLE a ALTER COLUMN c TYPE smallint;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'bigint, and integers that are no key',
        sql: 'CREATE TABLE a (b bigint PRIMARY KEY, c bigserial, d int);\nCREATE SEQUENCE s;',
      },
    ],
  },
  statement(visit) {
    const sequence = as(visit.statement.node, 'CreateSeqStmt');
    const limit = (sequence?.options ?? []).flatMap((node) => as(node, 'DefElem') ?? []);
    const type = as(limit.find(({ defname }) => defname === 'as')?.arg, 'TypeName');
    const most = mostOf(stringsOf(type?.names).at(-1));
    if (sequence?.sequence && most) {
      visit.report({ variant: 'sequence', data: { column: written(sequence.sequence), most } });
    }
    const keys = keysAtTheEnd(visit);
    for (const column of writtenColumns(visit.statement)) {
      const isKey = column.isSerial || keys.has(column.name) || column.constraints.some(makesKey);
      if (!isOfType(column, 'int2', 'int4')) continue;
      if (!isKey && visit.options.columns === 'keys') continue;
      const table = written(column.table);
      const data = { column: `${table}.${column.name}`, most: mostOf(column.type.name) ?? '' };
      visit.report({ at: column.at, cause: table, data });
    }
  },
});

function mostOf(type: string | undefined): string | null {
  if (type === 'int4') return '2,147,483,647';
  return type === 'int2' ? '32,767' : null;
}

function makesKey({ contype }: { readonly contype?: string }): boolean {
  return contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_IDENTITY';
}

/** The columns that a CREATE TABLE makes its primary key behind all columns. */
function keysAtTheEnd({ statement }: StatementVisit): ReadonlySet<string> {
  const elements = as(statement.node, 'CreateStmt')?.tableElts ?? [];
  const constraints = elements.flatMap((element) => as(element, 'Constraint') ?? []);
  const keys = constraints.filter(({ contype }) => contype === 'CONSTR_PRIMARY');
  return new Set(keys.flatMap(({ keys: names }) => stringsOf(names)));
}
