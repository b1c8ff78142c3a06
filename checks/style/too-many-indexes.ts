import { as, defineCheck, keysOf, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'too-many-indexes',
  title: 'A table with many indexes',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['IndexStmt'],
  needsState: true,
  covers: ['too-many-indexes'],
  sources: [
    { tool: 'bytebase', rule: 'INDEX_TOTAL_NUMBER_LIMIT' },
    { tool: 'migrationpilot', rule: 'MP101' },
  ],
  options: {
    most: {
      type: 'integer',
      minimum: 1,
      default: 10,
      what: 'How many indexes a table may have, those of its keys among them.',
    },
  },
  message: 'With this index {table} has {indexes}.',
  why:
    'Every INSERT writes to each of them, and so does every UPDATE that changes a column of any, which ' +
    'then cannot keep the row in its place.',
  todo: 'Look in `pg_stat_user_indexes` for those that no query uses, and drop them.',
  examples: {
    flagged: [
      {
        title: 'more than the team wants',
        options: { most: 2 },
        released: 'CREATE TABLE a (b int PRIMARY KEY, c int);\nCREATE INDEX i ON a (c);',
        sql: 'CREATE INDEX j ON a (c, b);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'as many as before',
        options: { most: 2 },
        released: 'CREATE TABLE a (b int PRIMARY KEY, c int);\nCREATE INDEX i ON a (c);',
        sql: 'DROP INDEX i;\nCREATE INDEX j ON a (c, b);',
      },
    ],
  },
  statement(visit) {
    const table = as(visit.statement.node, 'IndexStmt')?.relation;
    const relation = relationOf(visit.end(), table);
    const indexes = relation ? keysOf(relation).length : 0;
    if (!table || indexes <= visit.options.most) return;
    visit.report({ cause: written(table), data: { table: written(table), indexes } });
  },
});
