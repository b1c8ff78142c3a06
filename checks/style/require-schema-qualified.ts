import {
  type Node,
  type RangeVar,
  as,
  defineCheck,
  droppedTables,
  relationBefore,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-schema-qualified',
  title: 'A table is named without its schema',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: [
    'AlterTableStmt',
    'CreateStmt',
    'DeleteStmt',
    'DropStmt',
    'IndexStmt',
    'InsertStmt',
    'RenameStmt',
    'TruncateStmt',
    'UpdateStmt',
  ],
  covers: ['require-schema-qualified'],
  sources: [
    { tool: 'squawk', rule: 'require-table-schema' },
    { tool: 'bytebase', rule: 'NAMING_FULLY_QUALIFIED' },
    { tool: 'bytebase', rule: 'STATEMENT_CREATE_SPECIFY_SCHEMA' },
  ],
  message: 'The table {table} is named without its schema.',
  many: '{count} statements name tables without their schema: {table}.',
  why:
    'The search path of the role and the session decides which table is meant, or in which schema it is ' +
    'made. drizzle-kit leaves the schema out for tables of public.',
  todo: 'Write the schema: `"public"."{table}"`. For drizzle-kit, declare the tables in a `pgSchema`.',
  examples: {
    flagged: [
      { title: 'a new table', sql: 'CREATE TABLE a (b int);', lines: [1] },
      {
        title: 'tables that are changed, read or written',
        sql: 'ALTER TABLE a ADD b int;\nCREATE INDEX i ON c (d);\nUPDATE e SET f = 1 WHERE g;\nDROP TABLE h;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with the schema',
        sql: 'CREATE TABLE "public"."a" (b int);\nDROP TABLE app.h;\nDELETE FROM app.i WHERE j;',
      },
      {
        title: 'a temporary table, which has none of its own',
        sql: 'CREATE TEMP TABLE a (b int);\nINSERT INTO a (b) VALUES (1);',
      },
    ],
  },
  statement(visit) {
    for (const table of tablesOf(visit.statement.node)) {
      if (table.schemaname !== undefined || table.relpersistence === 't') continue;
      if (relationBefore(visit, table)?.name.schema === 'pg_temp') continue;
      visit.report({ cause: 'schema', data: { table: written(table) } });
    }
  },
});

/** The tables that a statement makes, changes or writes. */
function tablesOf(node: Node): RangeVar[] {
  const drop = as(node, 'DropStmt');
  if (drop) return droppedTables(node);
  const truncated = as(node, 'TruncateStmt')?.relations ?? [];
  const rename = as(node, 'RenameStmt');
  const named =
    as(node, 'CreateStmt') ??
    as(node, 'AlterTableStmt') ??
    as(node, 'IndexStmt') ??
    as(node, 'InsertStmt') ??
    as(node, 'UpdateStmt') ??
    as(node, 'DeleteStmt') ??
    (rename?.renameType === 'OBJECT_INDEX' ? null : rename);
  return [named?.relation ?? [], truncated.flatMap((each) => as(each, 'RangeVar') ?? [])].flat();
}
