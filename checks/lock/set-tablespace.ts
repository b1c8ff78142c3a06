import { alterCommands, as, defineCheck, meetsRows, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'set-tablespace',
  title: 'A table is copied to another place while it is locked',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_SetTableSpace', 'AlterTableStmt:AT_SetAccessMethod'],
  covers: ['set-tablespace', 'set-access-method'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP095' },
    { tool: 'safe-migrate', rule: 'table-rewrite-access-method' },
  ],
  message: 'Copies {table} to {to}, and locks it meanwhile.',
  why:
    'PostgreSQL copies the whole relation under an ACCESS EXCLUSIVE lock, unless it is there already: ' +
    'reads and writes wait until the migration commits.',
  todo: 'Use `pg_repack --tablespace`, or for an index `REINDEX (TABLESPACE …) CONCURRENTLY`.',
  examples: {
    flagged: [
      { title: 'a table', sql: 'ALTER TABLE users SET TABLESPACE fast;', lines: [1] },
      { title: 'an index', sql: 'ALTER INDEX users_idx SET TABLESPACE fast;', lines: [1] },
      {
        title: 'another access method',
        postgres: 15,
        sql: 'ALTER TABLE users SET ACCESS METHOD columnar;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a new table', sql: 'CREATE TABLE a (b int);\nALTER TABLE a SET TABLESPACE fast;' },
    ],
  },
  statement(visit) {
    const alter = as(visit.statement.node, 'AlterTableStmt');
    const kinds = ['AT_SetTableSpace', 'AT_SetAccessMethod'];
    if (alter?.objtype === 'OBJECT_INDEX' && alter.relation) {
      const to = as(alter.cmds?.[0], 'AlterTableCmd')?.name ?? '';
      visit.report({ data: { table: written(alter.relation), to } });
    }
    for (const { table, command } of alterCommands(visit.statement.node, ...kinds)) {
      if (!meetsRows(visit, table)) continue;
      visit.report({ data: { table: written(table), to: command.name ?? 'the default' } });
    }
  },
});
