import { as, defineCheck, isDeclared, isOlder, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'set-schema',
  title: 'A table moves to another schema under running code',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterObjectSchemaStmt', 'RenameStmt'],
  covers: ['set-schema', 'rename-schema'],
  sources: [
    { tool: 'strong_migrations', rule: 'rename_schema' },
    { tool: 'migrationpilot', rule: 'MP098' },
  ],
  message: 'Moves {table} to the schema {to}.',
  why:
    'Drizzle writes the schema into each query of a table. From the migration until the deploy ends, ' +
    'the version of the code that still runs finds nothing under the old name (42P01).',
  todo:
    'Leave a view under the old name in the same migration, and drop it in the next release: ' +
    '`{view}`. PostgreSQL passes writes through such a view to the table.',
  variants: {
    schema: {
      message: 'Renames the schema {table} to {to}.',
      why:
        'Every name with the schema in it, in the code that still runs, in functions and in ' +
        'search_path, stops working at once (42P01).',
      todo:
        'Make the new schema, move the tables one by one, and leave a view of each under the old name ' +
        'until no code uses it.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'ALTER TABLE "users" SET SCHEMA "auth";',
        lines: [1],
      },
      { title: 'a whole schema', sql: 'ALTER SCHEMA auth RENAME TO identity;', lines: [1] },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (id int);\nALTER TABLE users SET SCHEMA auth;',
      },
      {
        title: 'a schema that the same change made',
        sql: 'CREATE SCHEMA auth;\nALTER SCHEMA auth RENAME TO identity;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const rename = as(node, 'RenameStmt');
    if (rename?.renameType === 'OBJECT_SCHEMA') {
      const { subname = '', newname = '' } = rename;
      const isNew = visit.pending.some(
        ({ statement }) => as(statement.node, 'CreateSchemaStmt')?.schemaname === subname,
      );
      if (isNew) return;
      visit.report({ data: { table: subname, to: newname, view: '' }, variant: 'schema' });
      return;
    }
    const {
      relation: table,
      objectType,
      newschema: to = '',
    } = as(node, 'AlterObjectSchemaStmt') ?? {};
    if (objectType !== 'OBJECT_TABLE' || !table) return;
    if (!isOlder(visit, table) || !isDeclared(visit, table)) return;
    const view = `CREATE VIEW ${written(table)} AS SELECT * FROM ${to}.${table.relname};`;
    visit.report({ data: { table: written(table), to, view } });
  },
});
