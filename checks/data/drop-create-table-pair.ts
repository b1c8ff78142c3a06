import {
  as,
  dataTypeOf,
  defineCheck,
  droppedTables,
  formatType,
  isOlder,
  relationBefore,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE members (id int, name text, joined_at date);';

/** Share of the dropped table's columns that the new one has, by name and type. */
const alike = 0.7;

export default defineCheck({
  id: 'drop-create-table-pair',
  title: 'A rename that became a drop and a create',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  needsState: true,
  covers: ['drop-create-table-pair', 'create-table-force', 'drizzle-destructive-rename-answer'],
  sources: [
    { tool: 'strong_migrations', rule: 'create_table' },
    { tool: 'online_migrations', rule: 'create_table' },
  ],
  message: 'Drops {table} and creates {created} with the same columns: probably a rename.',
  why:
    'drizzle-kit asks whether a table was renamed or made anew. "Made anew" drops the old one with ' +
    'all its rows, and the new one starts empty.',
  todo:
    'Delete this migration, run `drizzle-kit generate` again and choose the rename. A view with the old ' +
    'name keeps the code alive that still runs.',
  examples: {
    flagged: [
      {
        title: 'the same columns under another name',
        released,
        sql: 'CREATE TABLE "users" (id int, name text, joined_at date, email text);\n--> statement-breakpoint\nDROP TABLE "members" CASCADE;',
        lines: [3],
      },
    ],
    accepted: [
      { title: 'a rename', released, sql: 'ALTER TABLE members RENAME TO users;' },
      {
        title: 'another table',
        released,
        sql: 'CREATE TABLE logs (id int, message text);\nDROP TABLE members;',
      },
      {
        title: 'the rows are copied first',
        released,
        sql: 'CREATE TABLE users (id int, name text, joined_at date);\nINSERT INTO users SELECT * FROM members;\nDROP TABLE members;',
      },
    ],
  },
  statement(visit) {
    for (const table of droppedTables(visit.statement.node)) {
      const columns = [...(relationBefore(visit, table)?.columns.values() ?? [])];
      if (columns.length < 2 || !isOlder(visit, table) || isCopied(visit, table.relname ?? ''))
        continue;
      const old = new Set(columns.map(({ name, type }) => `${name} ${formatType(type)}`));
      const twin = createdTables(visit).find(
        (each) => each.columns.filter((column) => old.has(column)).length >= alike * old.size,
      );
      if (!twin) continue;
      const explains = { checks: ['drop-table'], within: visit.statement.range };
      const data = { table: written(table), created: twin.name };
      visit.report({ data, ...(visit.statement.within ? {} : { explains }) });
    }
  },
});

function createdTables({ pending, path }: StatementVisit) {
  return pending.flatMap((each) => {
    const create = each.path === path ? as(each.statement.node, 'CreateStmt') : null;
    if (!create?.relation) return [];
    const columns = (create.tableElts ?? []).flatMap((element) => {
      const { colname, typeName } = as(element, 'ColumnDef') ?? {};
      return colname && typeName ? [`${colname} ${formatType(dataTypeOf(typeName))}`] : [];
    });
    return [{ name: written(create.relation), columns }];
  });
}

function isCopied({ pending }: StatementVisit, table: string): boolean {
  return pending.some(
    ({ statement: { node, text } }) => as(node, 'InsertStmt') !== null && text.includes(table),
  );
}
