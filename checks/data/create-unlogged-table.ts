import { as, defineCheck, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'create-unlogged-table',
  title: 'A table is empty after a crash',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'CreateTableAsStmt'],
  covers: ['create-unlogged-table'],
  sources: [
    { tool: 'pg-migration-lint', rule: 'PML506' },
    { tool: 'migrationpilot', rule: 'MP047' },
  ],
  message: 'Creates {table} UNLOGGED: after a crash it is empty.',
  why: 'Its rows are not in the log, so PostgreSQL truncates it when it recovers, and no replica has it.',
  todo: 'Leave UNLOGGED out, unless every row can be made again at any time.',
  examples: {
    flagged: [
      {
        title: 'a new table',
        sql: 'CREATE UNLOGGED TABLE sessions (id int PRIMARY KEY);',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a table in the log', sql: 'CREATE TABLE sessions (id int PRIMARY KEY);' },
      { title: 'a temporary one', sql: 'CREATE TEMP TABLE a (id int);' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const table = as(node, 'CreateStmt')?.relation ?? as(node, 'CreateTableAsStmt')?.into?.rel;
    if (table?.relpersistence === 'u') visit.report({ data: { table: written(table) } });
  },
});
