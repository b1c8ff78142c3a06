import { as, defineCheck, meetsRows, sqlNameOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'truncate-table',
  title: 'A table is emptied',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['TruncateStmt'],
  covers: ['truncate-table', 'truncate-cascade'],
  sources: [
    { tool: 'squawk', rule: 'ban-truncate-cascade' },
    { tool: 'bytebase', rule: 'STATEMENT_DISALLOW_TRUNCATE' },
  ],
  message: 'Deletes all rows of {table}.',
  why:
    'TRUNCATE holds an ACCESS EXCLUSIVE lock until the migration commits, which blocks reads and ' +
    'writes, and no trigger on rows sees what was deleted.',
  todo:
    'If the rows have to go, delete them in batches in a script of its own, outside the migration:\n\n' +
    '```sql\n{batch}\n```',
  variants: {
    cascade: {
      message: 'Deletes all rows of {table}, and of every table that references it.',
      why:
        'With CASCADE, PostgreSQL empties each table that has a foreign key to this one, and those ' +
        'that reference them, whatever their foreign keys say of ON DELETE. All are locked with ' +
        'ACCESS EXCLUSIVE until the migration commits.',
      todo: 'Name the tables that have to be emptied, without CASCADE.',
    },
  },
  examples: {
    flagged: [
      { title: 'a table that was there before', sql: 'TRUNCATE TABLE "sessions";', lines: [1] },
      { title: 'with what references it', sql: 'TRUNCATE users CASCADE;', lines: [1] },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE sessions (id int);\nTRUNCATE sessions;',
      },
    ],
  },
  statement(visit) {
    const truncate = as(visit.statement.node, 'TruncateStmt');
    const tables = (truncate?.relations ?? []).flatMap((node) => as(node, 'RangeVar') ?? []);
    const older = tables.filter((table) => meetsRows(visit, table)).map(written);
    if (older.length === 0) return;
    const batch = tables
      .filter((table) => meetsRows(visit, table))
      .map(sqlNameOf)
      .map((sql) => `DELETE FROM ${sql} WHERE ctid IN (SELECT ctid FROM ${sql} LIMIT 1000);`);
    const data = { table: older, batch };
    const variant = truncate?.behavior === 'DROP_CASCADE' ? 'cascade' : null;
    visit.report({ data, cause: `${variant}`, ...(variant && { variant }) });
  },
});
