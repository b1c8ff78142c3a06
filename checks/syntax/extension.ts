import { as, defineCheck } from '../../src/review/check.ts';

/** Extensions that come with PostgreSQL and are not trusted, by their control files in 13 to 18. */
const untrusted: ReadonlySet<string> = new Set(
  (
    'adminpack amcheck autoinc bloom btree_dblink dblink dict_xsyn earthdistance file_fdw insert_username ' +
    'intagg moddatetime old_snapshot pageinspect pg_buffercache pg_freespacemap pg_logicalinspect ' +
    'pg_prewarm pg_stat_statements pg_surgery pg_visibility pg_walinspect pgrowlocks pgstattuple ' +
    'postgres_fdw refint sslinfo xml2'
  ).split(' '),
);

export default defineCheck({
  id: 'extension',
  title: 'An extension that only a superuser can create',
  category: 'syntax',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateExtensionStmt'],
  covers: ['extension'],
  sources: [
    { tool: 'splinter', rule: '0014' },
    { tool: 'migrationpilot', rule: 'MP078' },
  ],
  message: 'Creates the extension {extension}, for which most roles have no right.',
  why:
    'The extension is not marked as trusted, so PostgreSQL refuses it to whoever is no superuser (42501), ' +
    'unless the host has its own rule. Then the migration fails, and with it all that are pending.',
  todo:
    'Let an administrator create it once in each database, and write `CREATE EXTENSION IF NOT EXISTS` in ' +
    'the migration, which then finds it.',
  examples: {
    flagged: [
      {
        title: 'statistics of statements',
        sql: 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'trusted ones, and one that does not come with PostgreSQL',
        sql: 'CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE EXTENSION IF NOT EXISTS "vector";',
      },
    ],
  },
  statement(visit) {
    const extension = as(visit.statement.node, 'CreateExtensionStmt')?.extname ?? '';
    if (untrusted.has(extension)) visit.report({ data: { extension } });
  },
});
