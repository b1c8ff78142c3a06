import { as, defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'non-transactional-statement',
  title: 'A statement cannot run in the transaction of the migrator',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  assumes: 'transaction',
  needs: 'statements',
  on: [
    'AlterSystemStmt',
    'CreateTableSpaceStmt',
    'CreatedbStmt',
    'DropTableSpaceStmt',
    'DropdbStmt',
    'ReindexStmt',
    'VacuumStmt',
  ],
  covers: ['non-transactional-statement', 'drop-database'],
  sources: [
    { tool: 'bytebase', rule: 'STATEMENT_NON_TRANSACTIONAL' },
    { tool: 'squawk', rule: 'ban-drop-database' },
    { tool: 'migrationpilot', rule: 'MP025' },
    { tool: 'migrationpilot', rule: 'MP034' },
  ],
  message: '{command} cannot run here: a transaction is open.',
  why: 'PostgreSQL refuses it inside a transaction (25001) and rolls back everything in it, so the deploy fails.',
  todo: 'Run it by hand, outside of any migration: it belongs to operating the server, not to the schema.',
  variants: {
    database: {
      message: 'Drops the database {command}.',
      why: 'All of its tables are gone at once, and no transaction brings them back.',
    },
  },
  examples: {
    flagged: [
      { title: 'VACUUM', sql: 'VACUUM users;', lines: [1] },
      { title: 'a setting of the server', sql: "ALTER SYSTEM SET work_mem = '64MB';", lines: [1] },
      { title: 'a database', sql: 'CREATE DATABASE other;', lines: [1] },
      {
        title: 'dropping one, whoever runs it',
        transaction: 'none',
        sql: 'DROP DATABASE app;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'where no transaction is open', transaction: 'none', sql: 'VACUUM users;' },
      { title: 'ANALYZE, which can', sql: 'ANALYZE users;' },
      { title: 'REINDEX of a table', sql: 'CREATE TABLE a (b int PRIMARY KEY);\nREINDEX TABLE a;' },
    ],
  },
  statement(visit) {
    const { node, kind } = visit.statement;
    const dropped = as(node, 'DropdbStmt');
    if (dropped) {
      visit.report({ data: { command: dropped.dbname ?? '' }, variant: 'database' });
      return;
    }
    const { kind: scope } = as(node, 'ReindexStmt') ?? {};
    const isTable = scope === 'REINDEX_OBJECT_TABLE' || scope === 'REINDEX_OBJECT_INDEX';
    const isAnalyze = kind === 'VacuumStmt' && !as(node, 'VacuumStmt')?.is_vacuumcmd;
    if (visit.transaction === null || isTable || isAnalyze) return;
    visit.report({
      data: { command: { prose: commands[kind] ?? 'REINDEX of more than one table' } },
    });
  },
});

const commands: Readonly<Record<string, string>> = {
  AlterSystemStmt: 'ALTER SYSTEM',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  CreatedbStmt: 'CREATE DATABASE',
  DropTableSpaceStmt: 'DROP TABLESPACE',
  VacuumStmt: 'VACUUM',
};
