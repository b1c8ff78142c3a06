import {
  columnTypeChanges,
  defineCheck,
  formatType,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'alter-type-needs-using',
  title: 'A change of type that PostgreSQL cannot cast without USING',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  needs: 'statements',
  needsState: true,
  on: ['AlterTableStmt:AT_AlterColumnType'],
  covers: ['alter-type-needs-using'],
  sources: [],
  message: 'Changes {column} from {from} to {to}, for which PostgreSQL needs USING.',
  why:
    'There is no cast between the two types that PostgreSQL makes by itself, so the statement fails ' +
    '(42804), even on an empty table. drizzle-kit does not write USING for such a change.',
  todo:
    'Say how the values are converted:\n\n```sql\n' +
    'ALTER TABLE {tableSql} ALTER COLUMN {columnSql} TYPE {to} USING {columnSql}::{to};\n```\n\n' +
    'A default of the old type has to be dropped before, and set again after.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        released: 'CREATE TABLE a (b text);',
        sql: 'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE integer;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with USING',
        released: 'CREATE TABLE a (b text);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE integer USING b::integer;',
      },
      {
        title: 'a cast that an assignment makes',
        released: 'CREATE TABLE a (b integer);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE bigint;',
      },
      {
        title: 'a column whose type is not known',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE integer;',
      },
    ],
  },
  statement(visit) {
    for (const change of columnTypeChanges(visit)) {
      if (!change.needsUsing || !change.from) continue;
      visit.report({
        data: {
          column: `${written(change.table)}.${change.column}`,
          from: formatType(change.from),
          to: formatType(change.to),
          tableSql: sqlNameOf(change.table),
          columnSql: sqlName(change.column),
        },
      });
    }
  },
});
