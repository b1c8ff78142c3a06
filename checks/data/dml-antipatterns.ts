import {
  type A_Expr,
  as,
  type BoolExpr,
  defineCheck,
  relationOf,
  type Schema,
  stringsOf,
  walk,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'dml-antipatterns',
  title: 'A condition that NULL makes meaningless',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'CreateStmt', 'AlterTableStmt:AT_AddConstraint'],
  covers: ['dml-antipatterns'],
  sources: [
    { tool: 'pgvet', rule: 'null-comparison' },
    { tool: 'pgvet', rule: 'not-in-subquery' },
  ],
  message: 'Compares with NULL by {operator}, which no row satisfies.',
  why:
    'A comparison with NULL is neither true nor false, so that a WHERE with it finds no row, and a CHECK ' +
    'with it refuses none.',
  todo: 'Write `IS NULL` or `IS NOT NULL`.',
  variants: {
    'not in': {
      message:
        'Takes rows whose value is NOT IN a query, which finds none when that gives one NULL.',
      why:
        'Where the query gives one NULL, NOT IN is true for no row, and the statement does nothing ' +
        'without a word.',
      todo: 'Write `NOT EXISTS (SELECT … WHERE …)`, or `IS NOT NULL` in the query.',
    },
  },
  examples: {
    flagged: [
      { title: '= NULL', sql: "UPDATE users SET role = 'user' WHERE role = NULL;", lines: [1] },
      { title: '<> NULL in a CHECK', sql: 'CREATE TABLE a (b int CHECK (b <> NULL));', lines: [1] },
      {
        title: 'NOT IN a query',
        severity: 'notice',
        sql: 'DELETE FROM posts WHERE author NOT IN (SELECT id FROM users);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'IS NULL, and an assignment',
        sql: 'UPDATE users SET role = NULL WHERE role IS NULL;',
      },
      {
        title: 'NOT IN a query that leaves NULL out, or a list',
        sql:
          'DELETE FROM posts WHERE author NOT IN (SELECT id FROM users WHERE id IS NOT NULL);\n' +
          'DELETE FROM posts WHERE author NOT IN (1, 2);',
      },
      {
        title: 'NOT IN a column that is required',
        released: 'CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE posts (author int);',
        sql: 'DELETE FROM posts WHERE author NOT IN (SELECT id FROM users);',
      },
    ],
  },
  statement(visit) {
    walk(visit.statement.node, (kind, fields) => {
      if (kind === 'A_Expr') {
        const operator = nullComparison(fields);
        if (operator) visit.report({ data: { operator: { prose: operator } }, cause: operator });
      }
      if (kind === 'BoolExpr' && isOpenNotIn(visit.before, fields)) {
        visit.report({ variant: 'not in', severity: 'notice', cause: 'not in' });
      }
    });
  },
});

/** The operator that compares something with NULL; null where an expression does something else. */
function nullComparison({ kind, name, lexpr, rexpr }: A_Expr): string | null {
  const operator = stringsOf(name).at(-1) ?? '';
  const isComparison = kind === 'AEXPR_OP' && /^(=|<>|!=)$/.test(operator);
  const isNull = [lexpr, rexpr].some((side) => as(side, 'A_Const')?.isnull);
  return isComparison && isNull ? operator : null;
}

/** Whether a condition is `… NOT IN (SELECT column …)`, and the column may hold NULL. */
function isOpenNotIn(schema: Schema, { boolop, args }: BoolExpr): boolean {
  const link = boolop === 'NOT_EXPR' ? as(args?.[0], 'SubLink') : null;
  const select = as(link?.subselect, 'SelectStmt');
  if (link?.subLinkType !== 'ANY_SUBLINK' || !select) return false;
  if (JSON.stringify(select.whereClause ?? null).includes('IS_NOT_NULL')) return false;
  const target = as(as(select.targetList?.[0], 'ResTarget')?.val, 'ColumnRef');
  const column = stringsOf(target?.fields).at(-1) ?? '';
  const tables = (select.fromClause ?? []).map((each) =>
    relationOf(schema, as(each, 'RangeVar') ?? undefined),
  );
  return !tables.some((table) => table?.columns.get(column)?.notNull);
}
