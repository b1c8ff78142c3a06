import { as, blocksWrites, defineCheck, writeQualified } from '../../src/review/check.ts';

export default defineCheck({
  id: 'lock-table',
  title: 'A table is locked by hand',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['LockStmt'],
  covers: ['lock-table'],
  sources: [{ tool: 'migrationpilot', rule: 'MP065' }],
  message: 'Locks {table} with {mode} until the transaction ends.',
  why: 'Whoever needs a lock that conflicts waits for the whole rest of the migration.',
  todo: 'Leave it out where the statements after it lock what they need. Else take the weakest mode, and NOWAIT or a lock_timeout.',
  examples: {
    flagged: [{ title: 'the default mode', sql: 'LOCK TABLE users;', lines: [1] }],
    accepted: [
      { title: 'a mode that blocks nobody', sql: 'LOCK TABLE users IN ROW EXCLUSIVE MODE;' },
      { title: 'a new table', sql: 'CREATE TABLE a (b int);\nLOCK TABLE a;' },
    ],
  },
  statement(visit) {
    if (!as(visit.statement.node, 'LockStmt')) return;
    const taken = visit.locks.filter(({ mode }) => blocksWrites(mode));
    if (taken.length === 0) return;
    const table = taken.map((each) => writeQualified(each.table.schema, each.table.name));
    visit.report({ data: { table, mode: { prose: taken[0]!.mode } } });
  },
});
