import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-schema',
  title: 'A schema is dropped, with all that is in it',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  covers: ['drop-schema'],
  sources: [
    { tool: 'atlas', rule: 'DS101' },
    { tool: 'safe-migrate', rule: 'drop-schema-cascade' },
    { tool: 'pg-migration-lint', rule: 'PML205' },
    { tool: 'migrationpilot', rule: 'MP035' },
  ],
  message: 'Drops the schema {schema}, with every table in it and all their rows.',
  why: 'With CASCADE, PostgreSQL drops all that is in the schema, and what refers to it elsewhere.',
  todo: 'Drop its tables one by one when no code uses them any more, and then the schema without CASCADE.',
  examples: {
    flagged: [{ title: 'with CASCADE', sql: 'DROP SCHEMA auth CASCADE;', lines: [1] }],
    accepted: [
      { title: 'without, which PostgreSQL refuses unless it is empty', sql: 'DROP SCHEMA auth;' },
      { title: 'made by the same change', sql: 'CREATE SCHEMA a;\nDROP SCHEMA a CASCADE;' },
      {
        title: 'known to be empty',
        released: 'CREATE SCHEMA a;\nCREATE TABLE b (c int);',
        sql: 'DROP SCHEMA a CASCADE;',
      },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    if (drop?.removeType !== 'OBJECT_SCHEMA' || drop.behavior !== 'DROP_CASCADE') return;
    for (const schema of (drop.objects ?? []).map((each) => stringsOf(each).at(-1) ?? '')) {
      const isNew = visit.pending
        .slice(0, visit.index)
        .some(({ statement }) => as(statement.node, 'CreateSchemaStmt')?.schemaname === schema);
      const tables = [...visit.before.relations.values()].filter(
        ({ name }) => name.schema === schema,
      );
      if (isNew || (visit.before.complete && tables.every((each) => each.isNew))) continue;
      visit.report({ data: { schema } });
    }
  },
});
