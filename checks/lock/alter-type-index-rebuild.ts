import {
  type ColumnTypeChange,
  columnTypeChanges,
  defineCheck,
  rebuiltIndexes,
  relationBefore,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'alter-type-index-rebuild',
  title: 'A change of type that keeps the rows goes through the table all the same',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AlterColumnType'],
  needsState: true,
  covers: ['alter-type-index-rebuild', 'alter-type-recheck'],
  sources: [
    { tool: 'strong_migrations', rule: 'change_column_constraint' },
    { tool: 'online_migrations', rule: 'change_column_constraint' },
  ],
  message: 'Changes the type of {column}, and builds {object} anew.',
  many: 'Changes the types of {count} columns, and builds {object} anew: {column}.',
  why:
    'The rows stay as they are. But the column stands in an expression or condition of the index, so ' +
    'PostgreSQL builds it anew under an ACCESS EXCLUSIVE lock: reads and writes wait.',
  todo:
    'On a table that is large or busy, drop the index by hand with CONCURRENTLY before the deploy, and ' +
    'build it again with CONCURRENTLY after it.',
  variants: {
    check: {
      message: 'Changes the type of {column}, and checks {object} on all rows.',
      many: 'Changes the types of {count} columns, and checks {object} on all rows: {column}.',
      why:
        'The rows stay as they are. But PostgreSQL checks the constraint again on each of them, under ' +
        'an ACCESS EXCLUSIVE lock: reads and writes wait.',
      todo:
        'On a table that is large or busy, drop the CHECK before, add it again with NOT VALID, and ' +
        'validate it in a later deploy.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a partial index',
        released:
          'CREATE TABLE a (b varchar(10), c int);\nCREATE INDEX i ON a (c) WHERE b IS NULL;',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text;',
        lines: [1],
      },
      {
        title: 'a CHECK',
        released: "CREATE TABLE a (b varchar(10) CONSTRAINT c CHECK (b <> ''));",
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a plain index, which is kept',
        released: 'CREATE TABLE a (b varchar(10));\nCREATE INDEX i ON a (b);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text;',
      },
      {
        title: 'a rewrite, which is reported as that',
        released: 'CREATE TABLE a (b int CONSTRAINT c CHECK (b > 0));',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE bigint;',
      },
    ],
  },
  statement(visit) {
    for (const change of columnTypeChanges(visit)) {
      if (change.rewrite?.rewrites !== false || !change.from) continue;
      const { checks, indexes } = touchedBy(visit, change);
      const column = `${written(change.table)}.${change.column}`;
      if (checks.length > 0) {
        visit.report({ data: { column, object: checks }, variant: 'check', cause: 'check' });
      } else if (indexes.length > 0) {
        visit.report({ data: { column, object: indexes }, cause: 'index' });
      }
    }
  },
});

function touchedBy(visit: StatementVisit, { table, column, from, to }: ColumnTypeChange) {
  const relation = relationBefore(visit, table);
  if (!relation || !from) return { checks: [], indexes: [] };
  const checks = relation.constraints
    .filter(({ kind, columns }) => kind === 'check' && columns.includes(column))
    .map(({ name }) => name ?? '');
  return { checks, indexes: rebuiltIndexes(relation, from, to, column) };
}
