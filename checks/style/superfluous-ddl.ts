import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  droppedTables,
  indexNamed,
  relationBefore,
  type StatementVisit,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'superfluous-ddl',
  title: 'The change drops what it made itself',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt', 'AlterTableStmt:AT_DropColumn'],
  covers: ['superfluous-ddl'],
  sources: [{ tool: 'safe-migrate', rule: 'chain-conflict' }],
  message: 'Drops {object}, which the same change made.',
  many: 'Drops {count} objects that the same change made: {object}.',
  why:
    'Nobody but the branch has it yet, so every database runs both statements for nothing, and readers ' +
    'of the history meet a step that never counted.',
  todo: 'Delete the migrations of the branch, and run `drizzle-kit generate` once for all of it.',
  examples: {
    flagged: [
      {
        title: 'a table and a column',
        released: 'CREATE TABLE users (id int);',
        sql: [
          'CREATE TABLE a (id int);\nALTER TABLE users ADD COLUMN b int;',
          'DROP TABLE a;\nALTER TABLE users DROP COLUMN b;',
        ],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'what was there before',
        released: 'CREATE TABLE users (id int, b int);',
        sql: 'ALTER TABLE users DROP COLUMN b;',
      },
      {
        title: 'a table that only carries rows over',
        sql: 'CREATE TEMP TABLE a AS SELECT 1;\nDROP TABLE a;',
      },
    ],
  },
  statement(visit) {
    for (const object of madeAndDropped(visit)) {
      visit.report({ data: { object }, cause: 'superfluous' });
    }
  },
});

function madeAndDropped(visit: StatementVisit): string[] {
  const { node } = visit.statement;
  const tables = droppedTables(node).filter((table) => {
    const relation = relationBefore(visit, table);
    return relation?.isNew && relation.name.schema !== 'pg_temp';
  });
  const columns = alterCommands(node, 'AT_DropColumn').filter(
    ({ table, command }) =>
      !relationBefore(visit, table)?.isNew && columnBefore(visit, table, command.name ?? '')?.isNew,
  );
  const drop = as(node, 'DropStmt');
  const dropped = drop?.removeType === 'OBJECT_INDEX' ? (drop.objects ?? []) : [];
  const indexes = dropped.flatMap((each) => {
    const found = indexNamed(visit.before, stringsOf(each));
    return found?.index.isNew ? found.index.name : [];
  });
  return [
    ...tables.map(written),
    ...columns.map(({ table, command }) => `${written(table)}.${command.name}`),
    ...indexes,
  ];
}
