import { as, defineCheck, withoutSemicolon } from '../../src/review/check.ts';

export default defineCheck({
  id: 'reindex-non-concurrent',
  title: 'An index is built anew while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['ReindexStmt'],
  covers: ['reindex-non-concurrent'],
  sources: [
    { tool: 'squawk', rule: 'require-concurrent-reindex' },
    { tool: 'django-migration-linter', rule: 'REINDEX' },
    { tool: 'pg-migration-lint', rule: 'PML022' },
    { tool: 'migrationpilot', rule: 'MP021' },
  ],
  message: 'Builds indexes anew without CONCURRENTLY.',
  why:
    'REINDEX blocks writes of the table with a SHARE lock, and reads that would use the index, until ' +
    'the index is built and the transaction of the migrator commits.',
  todo: 'Run it by hand, outside of any transaction:\n\n```sql\n{concurrently}\n```',
  examples: {
    flagged: [
      { title: 'an index', sql: 'REINDEX INDEX users_email_idx;', lines: [1] },
      { title: 'a table', sql: 'REINDEX TABLE users;', lines: [1] },
    ],
    accepted: [
      { title: 'CONCURRENTLY', transaction: 'none', sql: 'REINDEX TABLE CONCURRENTLY users;' },
      { title: 'a new table', sql: 'CREATE TABLE a (b int PRIMARY KEY);\nREINDEX TABLE a;' },
    ],
  },
  statement(visit) {
    const reindex = as(visit.statement.node, 'ReindexStmt');
    const isConcurrent = reindex?.params?.some(
      (each) => as(each, 'DefElem')?.defname === 'concurrently',
    );
    const isNew = reindex?.kind === 'REINDEX_OBJECT_TABLE' && visit.locks.length === 0;
    if (!reindex || isConcurrent || isNew) return;
    const sql = withoutSemicolon(visit.statement.text);
    const concurrently = `${sql.replace(/\b(INDEX|TABLE|SCHEMA|DATABASE)\b/i, '$1 CONCURRENTLY')};`;
    visit.report({ data: { concurrently } });
  },
});
