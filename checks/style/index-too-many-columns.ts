import { as, defineCheck, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'index-too-many-columns',
  title: 'An index of many columns',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['IndexStmt'],
  covers: ['index-too-many-columns'],
  sources: [
    { tool: 'strong_migrations', rule: 'add_index_columns' },
    { tool: 'bytebase', rule: 'INDEX_KEY_NUMBER_LIMIT' },
  ],
  options: {
    most: {
      type: 'integer',
      minimum: 1,
      default: 3,
      what: 'How many columns an index may have that is not unique.',
    },
  },
  message: 'The index {index} on {table} has {columns} columns.',
  why:
    'Each further column makes an index larger and every write dearer, and helps only queries that ' +
    'name all columns before it.',
  todo: 'Keep the columns that leave the fewest rows, first; others can be carried along by INCLUDE.',
  examples: {
    flagged: [
      { title: 'four columns', sql: 'CREATE INDEX i ON a (b, c, d, e);', lines: [1] },
      {
        title: 'more than the team wants',
        options: { most: 1 },
        sql: 'CREATE INDEX i ON a (b, lower(c));',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'few columns, and a unique index, whose columns are its meaning',
        sql: 'CREATE INDEX i ON a (b, c, d) INCLUDE (e);\nCREATE UNIQUE INDEX j ON a (b, c, d, e);',
      },
    ],
  },
  statement(visit) {
    const index = as(visit.statement.node, 'IndexStmt');
    const columns = index?.indexParams?.length ?? 0;
    if (!index?.relation || index.unique || columns <= visit.options.most) return;
    const name = index.idxname ?? 'without a name';
    visit.report({
      data: { index: name, table: written(index.relation), columns },
    });
  },
});
