import {
  alterCommands,
  as,
  type Constraint,
  defineCheck,
  type Node,
  type RangeVar,
  routineNamed,
  type Schema,
  stringsOf,
  walk,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'check-volatile-function',
  title: 'A CHECK whose answer changes while the row stays',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'AlterTableStmt:AT_AddConstraint', 'AlterTableStmt:AT_AddColumn'],
  covers: ['check-volatile-function'],
  sources: [{ tool: 'migrationpilot', rule: 'MP087' }],
  message: 'A CHECK of {table} calls {call}, whose answer changes.',
  why:
    'PostgreSQL asks a CHECK when a row is written and never again. A row that was right becomes wrong ' +
    'by itself: the next UPDATE of any column of it fails, and so does loading a dump.',
  todo:
    'Compare columns with each other, as with `created_at`, or move the rule to the code or to a trigger, ' +
    'which a dump does not run.',
  examples: {
    flagged: [
      {
        title: 'the current time',
        sql: 'CREATE TABLE a (\n  until timestamptz,\n  CHECK (until > now())\n);',
        lines: [1],
      },
      {
        title: 'the current date, in a column',
        sql: 'ALTER TABLE a ADD COLUMN born date CHECK (born <= CURRENT_DATE);',
        lines: [1],
      },
      {
        title: 'a function that reads tables',
        released:
          'CREATE FUNCTION used(int) RETURNS boolean STABLE LANGUAGE sql AS $$ SELECT true $$;\nCREATE TABLE a (b int);',
        sql: 'ALTER TABLE a ADD CONSTRAINT c CHECK (used(b)) NOT VALID;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'functions of the row alone',
        sql: "CREATE TABLE a (b text CHECK (lower(b) = b), c timestamptz CHECK (c > '2000-01-01'));",
      },
      { title: 'a default', sql: 'CREATE TABLE a (b timestamptz DEFAULT now());' },
    ],
  },
  statement(visit) {
    for (const { table, check } of checksIn(visit.statement.node)) {
      const call = changingCall(visit.before, check.raw_expr);
      if (call !== null) visit.report({ data: { table: written(table), call } });
    }
  },
});

function checksIn(node: Node): { table: RangeVar; check: Constraint }[] {
  const create = as(node, 'CreateStmt');
  const table = create?.relation;
  const elements = [
    ...(table ? (create.tableElts ?? []).map((element) => ({ table, element })) : []),
    ...alterCommands(node, 'AT_AddConstraint', 'AT_AddColumn').flatMap((each) =>
      each.command.def ? { table: each.table, element: each.command.def } : [],
    ),
  ];
  return elements.flatMap(({ table: owner, element }) =>
    [element, ...(as(element, 'ColumnDef')?.constraints ?? [])].flatMap((each) => {
      const check = as(each, 'Constraint');
      return check?.contype === 'CONSTR_CHECK' ? { table: owner, check } : [];
    }),
  );
}

/** PostgreSQL's own functions that do not depend on their arguments alone, and stand in conditions. */
const changing: ReadonlySet<string> = new Set(
  (
    'clock_timestamp current_setting gen_random_uuid now random statement_timestamp timeofday ' +
    'transaction_timestamp txid_current'
  ).split(' '),
);

/** The first call whose answer changes; null where none does, or none is known to. */
function changingCall(schema: Schema, expression: Node | undefined): string | null {
  let found: string | null = null;
  walk(expression, (kind, fields) => {
    if (kind === 'SQLValueFunction') {
      const { op = '' } = fields as { op?: string };
      found ??= op.replace('SVFOP_', '').replace(/_N$/, '');
    }
    if (kind !== 'FuncCall') return;
    const name = stringsOf((fields as { funcname?: Node[] }).funcname);
    const own = routineNamed(schema, name);
    const isOwn = own !== undefined && own.volatility !== 'immutable';
    if (isOwn || changing.has(name.at(-1) ?? '')) found ??= `${name.join('.')}()`;
  });
  return found;
}
