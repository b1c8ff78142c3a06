import { blocksWrites, defineCheck, isSet, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-lock-timeout',
  title: 'A lock is waited for without a limit',
  category: 'style',
  severity: 'warning',
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
  covers: ['require-lock-timeout', 'alter-table-ae-brief'],
  sources: [
    { tool: 'squawk', rule: 'require-lock-timeout' },
    { tool: 'squawk', rule: 'require-timeout-settings' },
    { tool: 'eugene', rule: 'E9' },
    { tool: 'pgsafe', rule: 'require-timeout' },
    { tool: 'migrationpilot', rule: 'MP004' },
    { tool: 'postgres-language-server', rule: 'lock-timeout-warning' },
  ],
  message: 'Waits for a lock on {table} without a limit.',
  many: '{count} statements wait for locks without a limit: {table}.',
  why:
    'A statement that changes a table waits for every transaction that uses it, by default for ever, ' +
    'and everybody who comes later waits behind it. One forgotten session then stops the service.',
  todo:
    'Set a limit in the migration, and run it again when it fails:\n\n' +
    "```sql\nSET LOCAL lock_timeout = '2s';\n```\n\nA limit that the role or the connection of the migrator " +
    'has is not seen here: then leave this check off.',
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
          "SET LOCAL lock_timeout = '2s';\nCREATE TABLE c (d int);",
          "SET lock_timeout = 0;\nDROP TABLE a;\nSET lock_timeout = '2s';",
        ],
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'set before',
        sql: "SET LOCAL lock_timeout = '2s';\nALTER TABLE a ADD COLUMN b int;",
      },
      {
        title: 'set for the session, in an earlier file',
        transaction: 'each',
        sql: ['SET lock_timeout = 2000;', 'ALTER TABLE a ADD COLUMN b int;'],
      },
      {
        title: 'only new tables, and what waits for nobody',
        sql: 'CREATE TABLE a (b int);\nCREATE INDEX i ON a (b);\nCREATE TYPE t AS (c int);',
      },
    ],
  },
  statement(visit) {
    const waits = visit.locks.filter(({ mode }) => blocksWrites(mode));
    if (waits.length === 0 || isSet(visit, 'lock_timeout')) return;
    const tables = waits.map(({ table }) =>
      written({ schemaname: table.schema, relname: table.name }),
    );
    visit.report({ cause: 'timeout', data: { table: tables } });
  },
});
