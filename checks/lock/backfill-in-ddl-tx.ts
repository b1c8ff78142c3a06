import {
  as,
  defineCheck,
  isLockedAgainstReads,
  meetsRows,
  written,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int, a int);';

export default defineCheck({
  id: 'backfill-in-ddl-tx',
  title: 'Rows are changed while their table is locked against reads',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  sized: true,
  on: ['UpdateStmt', 'DeleteStmt', 'MergeStmt'],
  covers: ['backfill-in-ddl-tx'],
  sources: [
    { tool: 'eugene', rule: 'E4' },
    { tool: 'eugene', rule: 'E10' },
    { tool: 'strong_migrations', rule: 'backfilling data' },
    { tool: 'migrationpilot', rule: 'MP011' },
  ],
  message: 'Changes rows of {table} while an earlier statement keeps it locked against reads.',
  many: 'Changes rows of {table} {count} times while an earlier statement keeps it locked against reads.',
  why:
    'A statement before it in the transaction took an ACCESS EXCLUSIVE lock, which is held until the ' +
    'transaction ends. So all reads and writes of {table} wait while its rows are changed.',
  todo:
    'On a table that is not small, take three steps: add the column in this migration; after the ' +
    'deploy fill it in batches, in a script of its own; require it in a later migration. Or put the ' +
    'UPDATE before the statement that locks the table, where it can stand there.',
  examples: {
    flagged: [
      {
        title: 'a column is added and filled',
        released,
        sql: 'ALTER TABLE users ADD COLUMN b int;\nUPDATE users SET b = a;',
        lines: [2],
      },
      {
        title: 'in the next migration of the same deploy',
        released,
        sql: ['ALTER TABLE users ADD COLUMN b int;', 'UPDATE users SET b = a WHERE b IS NULL;'],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'in a migration with a transaction of its own',
        released,
        transaction: 'each',
        sql: ['ALTER TABLE users ADD COLUMN b int;', 'UPDATE users SET b = a WHERE b IS NULL;'],
      },
      {
        title: 'before the lock',
        released,
        sql: 'UPDATE users SET a = 0 WHERE a IS NULL;\nALTER TABLE users ALTER COLUMN a SET NOT NULL;',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE a ADD c int;\nUPDATE a SET c = b;',
      },
    ],
  },
  statement(visit) {
    const { node, range } = visit.statement;
    const command = as(node, 'UpdateStmt') ?? as(node, 'DeleteStmt') ?? as(node, 'MergeStmt');
    const table = command?.relation;
    if (!table || !meetsRows(visit, table) || !isLockedAgainstReads(visit, table)) return;
    const checks = ['update-without-where', 'unbatched-backfill'];
    visit.report({
      data: { table: written(table) },
      cause: written(table),
      explains: { checks, within: range },
    });
  },
});
