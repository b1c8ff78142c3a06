import {
  as,
  blocksReads,
  defineCheck,
  keyOf,
  meetsRows,
  partitionsOf,
  relationBefore,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE events (day date) PARTITION BY RANGE (day);\n' +
  "CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n" +
  'CREATE TABLE events_rest PARTITION OF events DEFAULT;';

export default defineCheck({
  id: 'partition-fanout',
  title: 'All partitions are locked together',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt'],
  needsState: true,
  covers: ['partition-fanout'],
  sources: [{ tool: 'migrationpilot', rule: 'MP110' }],
  message: 'Alters {table}, and locks its {partitions} partitions against reads and writes too.',
  many: 'Alters {table} {count} times, and locks its {partitions} partitions each time.',
  why:
    'The statement needs an ACCESS EXCLUSIVE lock on the table and on every partition, one after the ' +
    'other. A long query of any of them holds it up, while all others already queue behind those that ' +
    'it has.',
  todo:
    "Set `SET LOCAL lock_timeout = '2s';` before it, and repeat the migration when it fails. What reads " +
    'all rows, as a CHECK or NOT NULL does, can be done on each partition first.',
  examples: {
    flagged: [
      {
        title: 'a column',
        released,
        sql: 'ALTER TABLE events ADD COLUMN place text;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'one partition',
        released,
        sql: 'ALTER TABLE events_2020 ADD CHECK (day IS NOT NULL) NOT VALID;',
      },
      {
        title: 'no partition yet',
        released: 'CREATE TABLE events (day date) PARTITION BY RANGE (day);',
        sql: 'ALTER TABLE events ADD COLUMN place text;',
      },
      {
        title: 'what takes a lighter lock',
        released,
        sql: 'ALTER TABLE events ALTER COLUMN day SET STATISTICS 500;',
      },
    ],
  },
  statement(visit) {
    const table = as(visit.statement.node, 'AlterTableStmt')?.relation;
    const relation = table && relationBefore(visit, table);
    if (!relation || !meetsRows(visit, table)) return;
    const own = new Set(partitionsOf(visit.before, relation).map(({ name }) => keyOf(name)));
    const partitions = visit.locks.filter(
      (lock) => blocksReads(lock.mode) && own.has(keyOf(lock.table)),
    ).length;
    if (partitions === 0) return;
    visit.report({ data: { table: written(table), partitions }, cause: written(table) });
  },
});
