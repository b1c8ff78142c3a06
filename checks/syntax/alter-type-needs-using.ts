import {
  type ColumnTypeChange,
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
  many: 'Changes the types of {count} columns, for which PostgreSQL needs USING: {column}.',
  why:
    'There is no cast between the two types that PostgreSQL makes by itself, so the statement fails ' +
    '(42804), even on an empty table. drizzle-kit does not write USING for such a change.',
  todo:
    'Say how the values are converted:\n\n```sql\n' +
    '{change}\n```\n\n' +
    'A default of the old type has to be dropped before, and set again after.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        released: 'CREATE TABLE a (b text);',
        sql: 'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE integer;',
        lines: [1],
      },
      {
        title: 'types between which there is no cast at all; several are one finding',
        released: 'CREATE TABLE a (b timestamp, c text);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE boolean;\nALTER TABLE a ALTER COLUMN c TYPE uuid;',
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
      const name = sqlName(change.column);
      const to = formatType(change.to);
      visit.report({
        cause: 'using',
        data: {
          column: `${written(change.table)}.${change.column}`,
          from: formatType(change.from),
          to,
          change: `ALTER TABLE ${sqlNameOf(change.table)} ALTER COLUMN ${name} TYPE ${to} USING ${conversion(change, name, to)};`,
        },
      });
    }
  },
});

/** What USING says: a cast, by way of text between enums; where there is none, the author knows. */
function conversion({ explicitCast }: ColumnTypeChange, name: string, to: string): string {
  if (explicitCast === 'direct') return `${name}::${to}`;
  return explicitCast === 'by text' ? `${name}::text::${to}` : '…';
}
