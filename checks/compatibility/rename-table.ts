import {
  as,
  defineCheck,
  isDeclared,
  isOlder,
  later,
  sqlNameOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'rename-table',
  title: 'A table is renamed under running code',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['RenameStmt'],
  covers: ['rename-table'],
  sources: [
    { tool: 'squawk', rule: 'renaming-table' },
    { tool: 'strong_migrations', rule: 'rename_table' },
    { tool: 'online_migrations', rule: 'rename_table' },
    { tool: 'atlas', rule: 'BC101' },
    { tool: 'bytebase', rule: 'SCHEMA_BACKWARD_COMPATIBILITY' },
    { tool: 'django-migration-linter', rule: 'RENAME_TABLE' },
  ],
  message: 'Renames the table {table} to {to}.',
  many: 'Renames {count} tables: {table}.',
  why:
    'From the migration until the deploy ends, the version of the code that still runs asks for the ' +
    'old name, and every query of the table fails (42P01).',
  todo:
    'Leave a view under the old name in the same migration, and drop it in the next release. ' +
    'PostgreSQL passes writes through such a view to the table:\n\n' +
    '```sql\n{view}\n```\n\n' +
    "Or keep the table's name in the database, and rename only the constant in the Drizzle schema.",
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'ALTER TABLE "users" RENAME TO "accounts";',
        lines: [1],
      },
      {
        title: 'several tables of one change are one finding',
        sql: 'ALTER TABLE a RENAME TO b;\nALTER TABLE c RENAME TO d;',
        lines: [1],
      },
      {
        title: 'a view that comes in another transaction is too late',
        transaction: 'each',
        sql: [
          'ALTER TABLE users RENAME TO accounts;',
          'CREATE VIEW users AS SELECT * FROM accounts;',
        ],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a view under the old name in the same transaction',
        sql: 'ALTER TABLE users RENAME TO accounts;\nCREATE VIEW users AS SELECT * FROM accounts;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (id int);\nALTER TABLE a RENAME TO b;',
      },
      { title: 'an index', sql: 'ALTER INDEX a RENAME TO b;' },
    ],
  },
  statement(visit) {
    const rename = as(visit.statement.node, 'RenameStmt');
    const table = rename?.relation;
    if (rename?.renameType !== 'OBJECT_TABLE' || !table) return;
    if (!isOlder(visit, table) || !isDeclared(visit, table) || leavesView(visit, written(table))) {
      return;
    }
    const renamed = { ...table, relname: rename.newname ?? '' };
    const to = written(renamed);
    const view = `CREATE VIEW ${sqlNameOf(table)} AS SELECT * FROM ${sqlNameOf(renamed)};`;
    visit.report({ data: { table: written(table), to, view }, cause: 'rename' });
  },
});

/** Whether a view takes the old name before anybody can miss it. */
function leavesView(visit: StatementVisit, oldName: string): boolean {
  return later(visit).some(({ statement, transaction }) => {
    const view = as(statement.node, 'ViewStmt')?.view;
    const isSame = transaction !== null && transaction === visit.transaction;
    return view !== undefined && isSame && written(view) === oldName;
  });
}
