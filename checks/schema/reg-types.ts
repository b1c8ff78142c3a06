import {
  columnKinds,
  defineCheck,
  formatType,
  isOfType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

/** Types that hold OIDs which are not kept by pg_upgrade; regclass, regrole and regtype are kept. */
const types = [
  'regcollation',
  'regconfig',
  'regdictionary',
  'regnamespace',
  'regoper',
  'regoperator',
  'regproc',
  'regprocedure',
] as const;

export default defineCheck({
  id: 'reg-types',
  title: 'A column that stops pg_upgrade',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['reg-types'],
  sources: [{ tool: 'splinter', rule: '0018' }],
  message: 'The column {column} is of type {type}, which pg_upgrade refuses.',
  why:
    'Such a column holds the number of a catalog row, and these numbers change with the major version. ' +
    'pg_upgrade stops where a table has one, and the upgrade cannot be made until it is gone.',
  todo: 'Store the name as `text`, and cast it where it is used: `name::{type}`.',
  examples: {
    flagged: [
      {
        title: 'a configuration of text search',
        sql: 'CREATE TABLE a (\n  "b" regconfig\n);',
        lines: [2],
      },
      { title: 'a function', sql: 'ALTER TABLE a ADD COLUMN b regprocedure[];', lines: [1] },
    ],
    accepted: [
      {
        title: 'types whose numbers are kept',
        sql: 'CREATE TABLE a (b regclass, c regtype, d regrole);',
      },
    ],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isOfType(column, ...types)) continue;
      const type = formatType({ ...column.type, dimensions: 0 });
      visit.report({
        at: column.at,
        data: { column: `${written(column.table)}.${column.name}`, type },
      });
    }
  },
});
