import {
  type PendingStatement,
  type RangeVar,
  as,
  defineCheck,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'multi-alter-same-table',
  title: 'A table is altered by several statements in a row',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt'],
  covers: ['multi-alter-same-table'],
  sources: [
    { tool: 'eugene', rule: 'W12' },
    { tool: 'bytebase', rule: 'STATEMENT_MERGE_ALTER_TABLE' },
    { tool: 'pg-migration-lint', rule: 'PML023' },
    { tool: 'migrationpilot', rule: 'MP058' },
    { tool: 'postgres-language-server', rule: 'multiple-alter-table' },
  ],
  message: 'Alters {table} right after another ALTER TABLE of it.',
  many: 'Alters {table} by {count} more statements in a row.',
  why:
    'PostgreSQL goes through a table once for all commands of one ALTER TABLE that read or rewrite it, ' +
    'and once for each statement otherwise. drizzle-kit writes a statement for each change.',
  todo: 'Write them as one: `ALTER TABLE {table} …, …;`',
  examples: {
    flagged: [
      {
        title: 'two statements that read the table',
        sql: 'ALTER TABLE a ALTER b SET NOT NULL;\nALTER TABLE a ALTER c SET NOT NULL;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'one statement, and another table between two',
        sql: 'ALTER TABLE a ADD b int, ADD c int;\nALTER TABLE d ADD b int;\nALTER TABLE a ADD e int;',
      },
      {
        title: 'a table of the same change',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE a ADD c int;\nALTER TABLE a ADD d int;',
      },
    ],
  },
  statement(visit) {
    const table = alteredTable(visit);
    const last = visit.pending[visit.index - 1];
    if (!table || last?.path !== visit.path || !meetsRows(visit, table)) return;
    const before = alteredTable(last);
    if (!before || written(before) !== written(table)) return;
    visit.report({ cause: written(table), data: { table: written(table) } });
  },
});

function alteredTable({ statement }: PendingStatement): RangeVar | undefined {
  const alter = as(statement.node, 'AlterTableStmt');
  return alter?.objtype === 'OBJECT_TABLE' ? alter.relation : undefined;
}
