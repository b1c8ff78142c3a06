import {
  blocksWrites,
  defineCheck,
  lockingKinds,
  settingBefore,
  writeQualified,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-lock-timeout',
  title: 'A lock is waited for without a limit',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: [...lockingKinds],
  covers: ['require-lock-timeout', 'alter-table-ae-brief'],
  sources: [
    { tool: 'squawk', rule: 'require-lock-timeout' },
    { tool: 'squawk', rule: 'require-timeout-settings' },
    { tool: 'eugene', rule: 'E9' },
    { tool: 'pgsafe', rule: 'require-timeout' },
    { tool: 'migrationpilot', rule: 'MP004' },
  ],
  message: 'Locks {table}, and no lock_timeout limits the wait.',
  many: 'Locks {table}, and no lock_timeout limits the wait.',
  why:
    'The statement waits for the longest query or transaction that uses the table, and every query ' +
    'that comes later queues behind it. Without a limit, one forgotten transaction stops the table.',
  todo:
    'Set a limit for the role that migrates, or for its connection (`?options=-c lock_timeout=5s`), ' +
    'and try again when it is reached. Or begin the migration with:\n\n' +
    "```sql\nSET LOCAL lock_timeout = '5s';\n```",
  examples: {
    flagged: [
      {
        title: 'an ALTER TABLE of a table that was there before',
        sql: 'ALTER TABLE users ADD COLUMN a int;',
        lines: [1],
      },
      {
        title: 'a foreign key locks the table that it points at; all locks are one finding',
        sql: 'CREATE TABLE posts (user_id int REFERENCES users (id));\nDROP TABLE sessions;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with a limit',
        sql: "SET LOCAL lock_timeout = '5s';\nALTER TABLE users ADD COLUMN a int;",
      },
      {
        title: 'only new tables and types',
        sql: "CREATE TYPE s AS ENUM ('a');\nCREATE TABLE a (b s);\nCREATE INDEX i ON a (b);",
      },
      {
        title: 'what blocks nobody',
        transaction: 'none',
        sql: 'CREATE INDEX CONCURRENTLY i ON users (a);',
      },
    ],
  },
  statement(visit) {
    const blocked = visit.locks.filter(({ mode }) => blocksWrites(mode));
    if (blocked.length === 0 || settingBefore(visit, 'lock_timeout')) return;
    const table = [
      ...new Set(blocked.map((each) => writeQualified(each.table.schema, each.table.name))),
    ];
    visit.report({ data: { table }, cause: 'timeout' });
  },
});
