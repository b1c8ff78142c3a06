import { as, blocksWrites, defineCheck, millisecondsOf } from '../../src/review/check.ts';

/** In milliseconds: longer queues are an outage of their own. */
const longest = 10_000;

export default defineCheck({
  id: 'lock-timeout-quality',
  title: 'A limit for waiting does not limit anything',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['VariableSetStmt'],
  covers: ['lock-timeout-quality'],
  sources: [
    { tool: 'pgfence', rule: 'lock-timeout-zero' },
    { tool: 'pgfence', rule: 'lock-timeout-too-long' },
    { tool: 'migrationpilot', rule: 'MP019' },
  ],
  message: 'Sets lock_timeout to {value}, which is no limit.',
  why:
    'While the migration waits for a lock, every later query of the table queues behind it. 0 means ' +
    'to wait for ever.',
  todo: "Set it to a few seconds, and try again when it is reached: `SET LOCAL lock_timeout = '5s';`",
  variants: {
    long: {
      message: 'Sets lock_timeout to {value}, for which all queries of a table may wait.',
      why:
        'While the migration waits for a lock, every later query of the table queues behind it, and ' +
        'most clients have given up by then.',
    },
    late: {
      message: 'Sets lock_timeout after statements that have waited for their locks already.',
      why: 'The limit holds only for locks that are taken after it.',
      todo: 'Set it before the first statement that locks a table.',
    },
    outside: {
      message: 'Sets lock_timeout with SET LOCAL outside of a transaction, which does nothing.',
      why: 'SET LOCAL ends with its transaction, and no transaction is open here.',
      todo: "Write it without LOCAL: `SET lock_timeout = '5s';`",
    },
  },
  examples: {
    flagged: [
      { title: 'zero', sql: 'SET lock_timeout = 0;\nDROP TABLE IF EXISTS a;', lines: [1] },
      { title: 'minutes', sql: "SET LOCAL lock_timeout = '5min';", lines: [1] },
      {
        title: 'too late',
        sql: "ALTER TABLE users ADD COLUMN a int;\nSET LOCAL lock_timeout = '5s';",
        lines: [2],
      },
      {
        title: 'LOCAL, where no transaction is open',
        transaction: 'none',
        sql: "SET LOCAL lock_timeout = '5s';",
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a few seconds', sql: "SET LOCAL lock_timeout = '5s';" },
      {
        title: 'set back after the work',
        sql: "SET lock_timeout = '5s';\nALTER TABLE users ADD a int;\nSET lock_timeout = 0;",
      },
    ],
  },
  statement(visit) {
    const set = as(visit.statement.node, 'VariableSetStmt');
    if (set?.name !== 'lock_timeout' || set.kind !== 'VAR_SET_VALUE') return;
    const limit = millisecondsOf(set);
    const earlierLocks = [...visit.held.values()].filter(({ mode }) => blocksWrites(mode));
    const isSetBefore = visit.pending
      .slice(0, visit.index)
      .some(({ statement }) => as(statement.node, 'VariableSetStmt')?.name === 'lock_timeout');
    const value =
      visit.statement.text
        .split(/=|\bTO\b/i)
        .at(-1)
        ?.trim() ?? '';
    if (set.is_local && visit.transaction === null) visit.report({ variant: 'outside' });
    else if (limit === 0 && !isSetBefore) visit.report({ data: { value } });
    else if (limit !== null && limit > longest) visit.report({ data: { value }, variant: 'long' });
    else if (earlierLocks.length > 0 && !isSetBefore) visit.report({ variant: 'late' });
  },
});
