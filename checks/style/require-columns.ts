import { as, defineCheck, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-columns',
  title: 'A table without the columns that each one has',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt'],
  covers: ['require-columns'],
  sources: [{ tool: 'bytebase', rule: 'COLUMN_REQUIRED' }],
  options: {
    columns: {
      type: 'list',
      default: ['created_at', 'updated_at'],
      what: 'Columns that each table has.',
    },
  },
  message: 'The new table {table} has no {column}.',
  why: 'The configuration of db-review lists columns that each table of this database has.',
  todo: 'Add them in the Drizzle schema, best by one object of columns that all tables share.',
  examples: {
    flagged: [
      {
        title: 'one of two, by default',
        sql: 'CREATE TABLE a (id int, created_at timestamptz);',
        lines: [1],
      },
      {
        title: 'a column of the list',
        options: { columns: ['tenant_id'] },
        sql: 'CREATE TABLE a (id int);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'both, one of them added behind it',
        sql: 'CREATE TABLE a (created_at timestamptz);\nALTER TABLE a ADD updated_at timestamptz;',
      },
      {
        title: 'a partition and a temporary table',
        sql: 'CREATE TABLE p PARTITION OF a DEFAULT;\nCREATE TEMP TABLE t (id int);',
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreateStmt');
    const table = create?.relation;
    if (!table || create.partbound || table.relpersistence === 't') return;
    const relation = relationOf(visit.end(), table);
    if (!relation) return;
    const column = visit.options.columns.filter((name) => !relation.columns.has(name));
    if (column.length > 0) visit.report({ data: { table: written(table), column } });
  },
});
