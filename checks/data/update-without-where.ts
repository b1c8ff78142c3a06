import {
  as,
  defineCheck,
  selectsAll,
  sqlNameOf,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'update-without-where',
  title: 'All rows of a table are rewritten by an UPDATE',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['UpdateStmt'],
  covers: ['update-without-where'],
  sources: [
    { tool: 'bytebase', rule: 'STATEMENT_WHERE_REQUIRE_UPDATE_DELETE' },
    { tool: 'pgvet', rule: 'update-without-where' },
    { tool: 'postgres-language-server', rule: 'ban-update-without-where' },
  ],
  message: 'Updates every row of {table}: there is no WHERE.',
  many: 'Updates every row of {count} tables, without a WHERE: {table}.',
  why:
    'PostgreSQL writes each row again, so the table grows to twice its size, and every row stays ' +
    'locked until the migration commits. Writers of these rows wait for as long.',
  todo:
    'Update only rows that need it, with a WHERE. A large table is better updated in batches before ' +
    'the deploy, each in its own transaction:\n\n' +
    '```sql\n{batch}\n```',
  examples: {
    flagged: [
      { title: 'no condition', sql: `UPDATE "users" SET "role" = 'user';`, lines: [1] },
      {
        title: 'several tables are one finding',
        sql: 'UPDATE a SET x = 1;\nUPDATE b SET x = 1 WHERE true;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a condition', sql: `UPDATE users SET role = 'user' WHERE role IS NULL;` },
      { title: 'what is joined decides', sql: 'UPDATE a SET x = b.x FROM b WHERE b.id = a.id;' },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (x int);\nUPDATE a SET x = 1;',
      },
    ],
  },
  statement(visit) {
    const statement = as(visit.statement.node, 'UpdateStmt');
    const table = statement?.relation;
    if (!table || !selectsAll(statement.whereClause) || !meetsRows(visit, table)) return;
    const on = sqlNameOf(table);
    const batch = `UPDATE ${on} SET … WHERE id IN (SELECT id FROM ${on} WHERE … LIMIT 5000);`;
    visit.report({ data: { table: written(table), batch }, cause: 'every row' });
  },
});
