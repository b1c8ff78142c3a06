import {
  as,
  blocksReads,
  defineCheck,
  isSwitchedOn,
  writeQualified,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'vacuum-full-cluster',
  title: 'A table is written anew while it is locked',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['VacuumStmt', 'ClusterStmt'],
  covers: ['vacuum-full-cluster'],
  sources: [
    { tool: 'squawk', rule: 'prefer-repack' },
    { tool: 'safe-migrate', rule: 'vacuum-full' },
    { tool: 'pg-migration-lint', rule: 'PML018' },
    { tool: 'pg-migration-lint', rule: 'PML021' },
    { tool: 'migrationpilot', rule: 'MP006' },
    { tool: 'migrationpilot', rule: 'MP032' },
  ],
  message: 'Writes {table} anew, and locks it meanwhile.',
  why:
    'VACUUM FULL and CLUSTER copy the table and all its indexes under an ACCESS EXCLUSIVE lock: reads ' +
    'and writes wait until they are done.',
  todo: 'Use `pg_repack` or `pg_squeeze`, outside of any migration. A plain VACUUM blocks nobody.',
  examples: {
    flagged: [
      { title: 'VACUUM FULL', transaction: 'none', sql: 'VACUUM FULL users;', lines: [1] },
      { title: 'all tables', transaction: 'none', sql: 'VACUUM (FULL, ANALYZE);', lines: [1] },
      { title: 'CLUSTER', sql: 'CLUSTER users USING users_pkey;', lines: [1] },
    ],
    accepted: [
      { title: 'VACUUM', transaction: 'none', sql: 'VACUUM users;' },
      { title: 'switched off', transaction: 'none', sql: 'VACUUM (FULL false, ANALYZE) users;' },
      { title: 'ANALYZE', sql: 'ANALYZE users;' },
      { title: 'a new table', sql: 'CREATE TABLE a (b int PRIMARY KEY);\nCLUSTER a USING a_pkey;' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const vacuum = as(node, 'VacuumStmt');
    if (vacuum && !isSwitchedOn(vacuum.options, 'full')) return;
    const isAll = vacuum ? !vacuum.rels : !as(node, 'ClusterStmt')?.relation;
    const tables = visit.locks.filter(({ mode }) => blocksReads(mode));
    if (!isAll && tables.length === 0) return;
    const named = tables.map(({ table }) => writeQualified(table.schema, table.name));
    visit.report({ data: { table: isAll ? { prose: 'every table' } : named } });
  },
});
