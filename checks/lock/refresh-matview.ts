import { as, defineCheck, isOlder, sqlNameOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'refresh-matview',
  title: 'A materialized view cannot be read while it is computed',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['RefreshMatViewStmt'],
  covers: ['refresh-matview'],
  sources: [
    { tool: 'safe-migrate', rule: 'blocking-mat-view-refresh' },
    { tool: 'migrationpilot', rule: 'MP033' },
    { tool: 'migrationpilot', rule: 'MP096' },
  ],
  message: 'Refreshes {view}, which cannot be read meanwhile.',
  why: 'REFRESH holds an ACCESS EXCLUSIVE lock on the view from its start until the migration commits.',
  todo:
    'With a unique index on the view it can be read meanwhile:\n\n```sql\n' +
    'REFRESH MATERIALIZED VIEW CONCURRENTLY {sql};\n```',
  examples: {
    flagged: [
      { title: 'a view that was there', sql: 'REFRESH MATERIALIZED VIEW totals;', lines: [1] },
    ],
    accepted: [
      { title: 'CONCURRENTLY', sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;' },
      {
        title: 'a view that the same change made',
        sql: 'CREATE MATERIALIZED VIEW a AS SELECT 1 WITH NO DATA;\nREFRESH MATERIALIZED VIEW a;',
      },
    ],
  },
  statement(visit) {
    const refresh = as(visit.statement.node, 'RefreshMatViewStmt');
    const view = refresh?.relation;
    if (!view || refresh.concurrent || refresh.skipData || !isOlder(visit, view)) return;
    visit.report({ data: { view: written(view), sql: sqlNameOf(view) } });
  },
});
