import {
  as,
  columnBefore,
  defineCheck,
  isDeclared,
  isOlder,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'rename-column',
  title: 'A column is renamed under running code',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['RenameStmt'],
  covers: ['rename-column'],
  sources: [
    { tool: 'squawk', rule: 'renaming-column' },
    { tool: 'strong_migrations', rule: 'rename_column' },
    { tool: 'online_migrations', rule: 'rename_column' },
    { tool: 'atlas', rule: 'BC102' },
    { tool: 'bytebase', rule: 'SCHEMA_BACKWARD_COMPATIBILITY' },
    { tool: 'django-migration-linter', rule: 'RENAME_COLUMN' },
  ],
  message: 'Renames the column {column} to {to}.',
  many: 'Renames {count} columns: {column}.',
  why:
    'Drizzle names every declared column in its SELECTs. From the migration until the deploy ends, ' +
    'the version of the code that still runs asks for the old name and fails (42703).',
  todo:
    'Keep the name in the database and rename only the property in the Drizzle schema, whose builder ' +
    'takes the name of the column: {keep}. If the column itself has to be renamed, add the new one, ' +
    'write both, copy the values, read the new one, and drop the old one in a later release.',
  examples: {
    flagged: [
      {
        title: 'a column that was there before',
        sql: 'ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a column that the same change added',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users RENAME COLUMN a TO b;',
      },
      {
        title: 'a table that the same change made',
        sql: ['CREATE TABLE users (a int);', 'ALTER TABLE users RENAME COLUMN a TO b;'],
      },
      { title: 'a constraint', sql: 'ALTER TABLE users RENAME CONSTRAINT a TO b;' },
    ],
  },
  statement(visit) {
    const rename = as(visit.statement.node, 'RenameStmt');
    const table = rename?.relation;
    if (rename?.renameType !== 'OBJECT_COLUMN' || rename.relationType !== 'OBJECT_TABLE') return;
    if (!table || !isOlder(visit, table)) return;
    const name = rename.subname ?? '';
    if (columnBefore(visit, table, name)?.isNew || !isDeclared(visit, table, name)) return;
    const to = rename.newname ?? '';
    const data = { column: `${written(table)}.${name}`, to, keep: `${to}: …('${name}')` };
    visit.report({ data, cause: 'rename' });
  },
});
