import { as, defineCheck, relationOf, sqlNameOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'rls-missing-in-exposed-schema',
  title: 'A new table without row level security',
  category: 'style',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt'],
  covers: ['rls-missing-in-exposed-schema'],
  sources: [
    { tool: 'splinter', rule: '0013' },
    { tool: 'splinter', rule: '0007' },
  ],
  options: {
    schemas: {
      type: 'list',
      default: ['public'],
      what: 'Schemas whose tables others than the code can reach, as by an API of the host.',
    },
  },
  message: 'The new table {table} has no row level security.',
  many: '{count} new tables have no row level security: {table}.',
  why:
    'Whoever may reach the schema, as through an API that the host makes of it, reads and writes all rows ' +
    'of the table.',
  todo:
    'Call `.enableRLS()` on the table in the Drizzle schema, or declare a `pgPolicy`; by hand: ' +
    '`ALTER TABLE {sql} ENABLE ROW LEVEL SECURITY;`',
  examples: {
    flagged: [
      { title: 'a table of public', sql: 'CREATE TABLE "users" (id int);', lines: [1] },
      {
        title: 'of another schema that is exposed',
        options: { schemas: ['api'] },
        sql: 'CREATE TABLE a (id int);\nCREATE TABLE api.b (id int);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'enabled by the same change',
        sql: 'CREATE TABLE a (id int);\nALTER TABLE a ENABLE ROW LEVEL SECURITY;',
      },
      { title: 'in a schema that nobody reaches', sql: 'CREATE TABLE internal.a (id int);' },
      { title: 'a temporary table', sql: 'CREATE TEMP TABLE a (id int);' },
    ],
  },
  statement(visit) {
    const table = as(visit.statement.node, 'CreateStmt')?.relation;
    if (!table || table.relpersistence === 't') return;
    const relation = relationOf(visit.end(), table);
    if (!relation || relation.rowSecurity === 'on') return;
    if (!visit.options.schemas.includes(relation.name.schema)) return;
    visit.report({ cause: 'rls', data: { table: written(table), sql: sqlNameOf(table) } });
  },
});
