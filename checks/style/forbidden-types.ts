import {
  type DataType,
  columnKinds,
  defineCheck,
  formatType,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'forbidden-types',
  title: 'A column of a type that the team does not use',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: columnKinds,
  covers: ['forbidden-types', 'ban-money'],
  sources: [
    { tool: 'bytebase', rule: 'COLUMN_TYPE_DISALLOW_LIST' },
    { tool: 'pgsafe', rule: 'forbidden-column-type' },
    { tool: 'pg-migration-lint', rule: 'PML104' },
  ],
  options: {
    types: {
      type: 'list',
      default: ['money'],
      what: 'Names of types, as people or as the catalog write them.',
    },
  },
  message: 'The column {column} is of type {type}.',
  many: '{count} columns are of types that are not used here: {column}.',
  why: 'The configuration of db-review lists types that this database does without. Of those listed by default, money depends on the locale of the server and has no currency.',
  todo: 'Use another type, or take it off the list in `.github/db-review.yml`.',
  examples: {
    flagged: [
      { title: 'money, by default', sql: `CREATE TABLE a (b money);`, lines: [1] },
      {
        title: 'a type of the list, however it is spelt',
        sql: `ALTER TABLE a ADD b double precision;`,
        lines: [1],
        options: { types: ['float8'] },
      },
      {
        title: 'a type of the team',
        sql: `CREATE TABLE a (b citext);`,
        lines: [1],
        options: { types: ['citext'] },
      },
    ],
    accepted: [{ title: 'other types', sql: `CREATE TABLE a (b numeric(12, 2));` }],
  },
  statement(visit) {
    for (const column of writtenColumns(visit.statement)) {
      if (!isForbidden(column.type, visit.options.types)) continue;
      const table = written(column.table);
      visit.report({
        at: column.at,
        cause: table,
        data: { column: `${table}.${column.name}`, type: formatType(column.type) },
      });
    }
  },
});

/** Whether a list names a type, by its catalog name or as people write it, whatever its length. */
function isForbidden(type: DataType, list: readonly string[]): boolean {
  const plain = formatType({ ...type, modifiers: [], dimensions: 0 });
  return list.some((name) => [type.name, plain].includes(name.toLowerCase()));
}
