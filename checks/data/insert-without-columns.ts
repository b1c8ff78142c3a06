import { as, defineCheck, meetsRows, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'insert-without-columns',
  title: 'An INSERT relies on the order of the columns',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['InsertStmt'],
  covers: ['insert-without-columns'],
  sources: [
    { tool: 'bytebase', rule: 'STATEMENT_INSERT_MUST_SPECIFY_COLUMN' },
    { tool: 'pgvet', rule: 'insert-without-columns' },
  ],
  message: 'Inserts into {table} without naming the columns.',
  many: 'Inserts into {table} {count} times without naming the columns.',
  why:
    'The columns of a table stand in the order in which each database got them, which differs where ' +
    'migrations were run in another order. Values then land in the wrong column, or it fails.',
  todo: 'Name the columns: `INSERT INTO {table} (…) …`.',
  examples: {
    flagged: [
      { title: 'values in some order', sql: "INSERT INTO users VALUES (1, 'a');", lines: [1] },
    ],
    accepted: [
      { title: 'with columns', sql: "INSERT INTO users (id, name) VALUES (1, 'a');" },
      { title: 'defaults only', sql: 'INSERT INTO users DEFAULT VALUES;' },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (id int PRIMARY KEY);\nINSERT INTO a VALUES (1);',
      },
    ],
  },
  statement(visit) {
    const insert = as(visit.statement.node, 'InsertStmt');
    const table = insert?.relation;
    if (!table || insert.cols || !insert.selectStmt || !meetsRows(visit, table)) return;
    visit.report({ data: { table: written(table) }, cause: written(table) });
  },
});
