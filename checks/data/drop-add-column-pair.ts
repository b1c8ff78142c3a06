import {
  alterCommands,
  as,
  columnBefore,
  dataTypeOf,
  defineCheck,
  formatType,
  isOlder,
  type StatementVisit,
  wordsInCommon,
  written,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int, full_name text, age int);';

export default defineCheck({
  id: 'drop-add-column-pair',
  title: 'A rename that became a drop and an add',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropColumn'],
  needsState: true,
  covers: ['drop-add-column-pair', 'drizzle-destructive-rename-answer'],
  sources: [],
  message: 'Drops {column} and adds {added} of the same type: probably a rename.',
  why:
    'drizzle-kit asks whether a column was renamed or made anew. "Made anew" drops the old one with ' +
    'all its values, and the new one starts empty.',
  todo:
    'Delete this migration, run `drizzle-kit generate` again and choose the rename. The code that still ' +
    'runs reads the old name, so for a deploy without downtime: add the new column, copy the values, ' +
    'and drop the old one in a later release.',
  examples: {
    flagged: [
      {
        title: 'one column dropped, one of its type added',
        released,
        sql: 'ALTER TABLE "users" ADD COLUMN "name" text;\n--> statement-breakpoint\nALTER TABLE "users" DROP COLUMN "full_name";',
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'a rename',
        released,
        sql: 'ALTER TABLE users RENAME COLUMN full_name TO name;',
      },
      {
        title: 'the values are copied first',
        released,
        sql: 'ALTER TABLE users ADD COLUMN name text;\nUPDATE users SET name = full_name WHERE id > 0;\nALTER TABLE users DROP COLUMN full_name;',
      },
      {
        title: 'of another type',
        released,
        sql: 'ALTER TABLE users ADD COLUMN name text;\nALTER TABLE users DROP COLUMN age;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropColumn')) {
      const name = command.name ?? '';
      const column = columnBefore(visit, table, name);
      if (!column || column.isNew || !isOlder(visit, table)) continue;
      if (isRead(visit, written(table), name)) continue;

      const type = formatType(column.type);
      const added = addedColumns(visit, written(table)).filter((each) => each.type === type);
      const isOnly = added.length === 1 && droppedColumns(visit, written(table)) === 1;
      const twin =
        added.find((each) => wordsInCommon(each.name, name)) ?? (isOnly ? added[0] : null);
      if (!twin) continue;
      const explains = { checks: ['drop-column'], within: visit.statement.range };
      const data = { column: `${written(table)}.${name}`, added: twin.name };
      visit.report({ data, ...(visit.statement.within ? {} : { explains }) });
    }
  },
});

/** The columns that the migration adds to a table. */
function addedColumns({ pending, path }: StatementVisit, table: string) {
  return pending
    .filter((each) => each.path === path)
    .flatMap(({ statement }) => alterCommands(statement.node, 'AT_AddColumn'))
    .filter((each) => written(each.table) === table)
    .flatMap(({ command }) => {
      const { colname: name, typeName } = as(command.def, 'ColumnDef') ?? {};
      return name && typeName ? [{ name, type: formatType(dataTypeOf(typeName)) }] : [];
    });
}

function droppedColumns({ pending, path }: StatementVisit, table: string): number {
  return pending
    .filter((each) => each.path === path)
    .flatMap(({ statement }) => alterCommands(statement.node, 'AT_DropColumn'))
    .filter((each) => written(each.table) === table).length;
}

/** Whether the change moves the values: an UPDATE, or an INSERT … SELECT, that names the column. */
function isRead({ pending }: StatementVisit, table: string, column: string): boolean {
  return pending.some(({ statement: { node, text } }) => {
    const isWrite = as(node, 'UpdateStmt') ?? as(node, 'InsertStmt');
    return (
      isWrite !== null && text.includes(column) && text.includes(table.split('.').at(-1) ?? '')
    );
  });
}
