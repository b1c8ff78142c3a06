import {
  as,
  defineCheck,
  meetsRows,
  type Node,
  selectsAll,
  walk,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'unbatched-backfill',
  title: 'Many rows are changed in one statement',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['UpdateStmt'],
  covers: ['unbatched-backfill', 'dml-in-migration'],
  sources: [
    { tool: 'strong_migrations', rule: 'backfilling data' },
    { tool: 'pgfence', rule: 'update-in-migration' },
    { tool: 'migrationpilot', rule: 'MP011' },
    { tool: 'migrationpilot', rule: 'MP067' },
  ],
  message: 'Updates every row of {table} that {column} is NULL in, in one statement.',
  many: 'Updates rows of {table} that are NULL in {column}, each time in one statement.',
  why:
    'Each of these rows stays locked until the migration commits, and is written a second time, which ' +
    'the table and its indexes keep. On a table with many such rows that takes long.',
  todo: 'On a table that is not small, fill the rows after the deploy, in batches of a few thousand with a commit each.',
  examples: {
    flagged: [
      {
        title: 'a backfill',
        sql: "UPDATE users SET role = 'user' WHERE role IS NULL;",
        lines: [1],
      },
    ],
    accepted: [
      { title: 'some rows', sql: "UPDATE users SET role = 'user' WHERE id = 1;" },
      { title: 'a batch', sql: "UPDATE users SET role = 'user' WHERE role IS NULL AND id < 1000;" },
      {
        title: 'a table that the same change made',
        sql: "CREATE TABLE a (id int PRIMARY KEY, b text);\nUPDATE a SET b = '' WHERE b IS NULL;",
      },
    ],
  },
  statement(visit) {
    const update = as(visit.statement.node, 'UpdateStmt');
    const column = nullTested(update?.whereClause);
    const table = update?.relation;
    if (!table || column === null || selectsAll(update.whereClause) || !meetsRows(visit, table))
      return;
    visit.report({ data: { table: written(table), column }, cause: written(table) });
  },
});

/** The column of a condition that is only `column IS NULL`. */
function nullTested(where: Node | undefined): string | null {
  const test = as(where, 'NullTest');
  if (test?.nulltesttype !== 'IS_NULL') return null;
  let column: string | null = null;
  walk(test.arg, (kind, fields) => {
    const last = (fields as { fields?: Node[] }).fields?.at(-1);
    if (kind === 'ColumnRef') column = as(last, 'String')?.sval ?? null;
  });
  return column;
}
