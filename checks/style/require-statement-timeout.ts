import { blocksWrites, defineCheck, isSet, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-statement-timeout',
  title: 'A statement runs without a limit of time',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: [
    'AlterObjectSchemaStmt',
    'AlterPolicyStmt',
    'AlterTableStmt',
    'ClusterStmt',
    'CreatePolicyStmt',
    'CreateStmt',
    'CreateTrigStmt',
    'DropStmt',
    'IndexStmt',
    'LockStmt',
    'RefreshMatViewStmt',
    'ReindexStmt',
    'RenameStmt',
    'TruncateStmt',
    'VacuumStmt',
  ],
  covers: ['require-statement-timeout'],
  sources: [
    { tool: 'squawk', rule: 'require-statement-timeout' },
    { tool: 'squawk', rule: 'require-timeout-settings' },
    { tool: 'pgsafe', rule: 'require-timeout' },
    { tool: 'migrationpilot', rule: 'MP020' },
    { tool: 'postgres-language-server', rule: 'require-statement-timeout' },
  ],
  message: 'Locks {table} for as long as the statement takes, without a limit.',
  many: '{count} statements lock tables without a limit of time: {table}.',
  why:
    'A statement that takes longer than expected holds its lock for all that time, and nothing ends it ' +
    'but a person.',
  todo:
    'Set a limit in the migration:\n\n' +
    "```sql\nSET LOCAL statement_timeout = '30s';\n```\n\nA limit that the role or the connection of the " +
    'migrator has is not seen here: then leave this check off.',
  examples: {
    flagged: [
      {
        title: 'a lock on a table that was there before',
        sql: 'ALTER TABLE a ADD COLUMN b int;',
        lines: [1],
      },
      {
        title: 'set too late, to no limit, or for another transaction',
        transaction: 'each',
        sql: [
          "SET LOCAL statement_timeout = '2s';\nCREATE TABLE c (d int);",
          "SET statement_timeout = 0;\nDROP TABLE a;\nSET statement_timeout = '2s';",
        ],
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'set before',
        sql: "SET LOCAL statement_timeout = '2s';\nALTER TABLE a ADD COLUMN b int;",
      },
      {
        title: 'set for the session, in an earlier file',
        transaction: 'each',
        sql: ['SET statement_timeout = 2000;', 'ALTER TABLE a ADD COLUMN b int;'],
      },
      {
        title: 'only new tables, and what waits for nobody',
        sql: 'CREATE TABLE a (b int);\nCREATE INDEX i ON a (b);\nCREATE TYPE t AS (c int);',
      },
    ],
  },
  statement(visit) {
    const waits = visit.locks.filter(({ mode }) => blocksWrites(mode));
    if (waits.length === 0 || isSet(visit, 'statement_timeout')) return;
    const tables = waits.map(({ table }) =>
      written({ schemaname: table.schema, relname: table.name }),
    );
    visit.report({ cause: 'timeout', data: { table: tables } });
  },
});
