import { as, defineCheck, selectsAll, meetsRows, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'delete-without-where',
  title: 'All rows of a table are deleted',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DeleteStmt'],
  covers: ['delete-without-where'],
  sources: [
    { tool: 'bytebase', rule: 'STATEMENT_WHERE_REQUIRE_UPDATE_DELETE' },
    { tool: 'pgvet', rule: 'delete-without-where' },
    { tool: 'postgres-language-server', rule: 'ban-delete-without-where' },
  ],
  message: 'Deletes every row of {table}: there is no WHERE.',
  many: 'Deletes every row of {count} tables, without a WHERE: {table}.',
  why:
    'The rows are gone when the migration commits, and with them what references them by ON DELETE ' +
    'CASCADE. Until then each row is locked.',
  todo: 'Say in a WHERE which rows have to go. For many rows, delete them in batches outside the migration.',
  examples: {
    flagged: [
      { title: 'no condition', sql: 'DELETE FROM "sessions";', lines: [1] },
      {
        title: 'a condition that is always true',
        sql: 'DELETE FROM sessions WHERE true;',
        lines: [1],
      },
      { title: 'the same in numbers', sql: 'DELETE FROM ONLY sessions WHERE 1 = 1;', lines: [1] },
    ],
    accepted: [
      { title: 'a condition', sql: 'DELETE FROM sessions WHERE expires_at < now();' },
      {
        title: 'what is joined decides',
        sql: 'DELETE FROM a USING b WHERE a.id = b.id;',
      },
      {
        title: 'a table that the same change drops, which is the finding',
        sql: 'DELETE FROM a;\nDROP TABLE a;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (id int);\nDELETE FROM a;',
      },
    ],
  },
  statement(visit) {
    const statement = as(visit.statement.node, 'DeleteStmt');
    const table = statement?.relation;
    if (!table || !selectsAll(statement.whereClause) || !meetsRows(visit, table)) return;
    visit.report({ data: { table: written(table) }, cause: 'all rows' });
  },
});
