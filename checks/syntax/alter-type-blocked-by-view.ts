import {
  alterCommands,
  defineCheck,
  relationBefore,
  viewsOf,
  written,
  writeQualified,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, name varchar(10));\nCREATE VIEW names AS SELECT name FROM users;';

export default defineCheck({
  id: 'alter-type-blocked-by-view',
  title: 'A view reads the column, so its type cannot change',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AlterColumnType'],
  needsState: true,
  covers: ['alter-type-blocked-by-view'],
  sources: [{ tool: 'migrationpilot', rule: 'MP052' }],
  message: 'Changes the type of {column}, which {view} reads.',
  why: 'PostgreSQL refuses it (0A000): a view keeps the types that its columns had when it was made.',
  todo: 'Drop the view before, in the same migration, and create it again afterwards.',
  examples: {
    flagged: [
      {
        title: 'a view with the column',
        released,
        sql: 'ALTER TABLE users ALTER COLUMN name TYPE text;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'another column', released, sql: 'ALTER TABLE users ALTER COLUMN id TYPE bigint;' },
      {
        title: 'the view is dropped before',
        released,
        sql: 'DROP VIEW names;\nALTER TABLE users ALTER COLUMN name TYPE text;\nCREATE VIEW names AS SELECT name FROM users;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AlterColumnType')) {
      const relation = relationBefore(visit, table);
      if (!relation) continue;
      const views = viewsOf(visit.before, relation.name, command.name ?? '');
      if (views.length === 0) continue;
      const view = views.map(({ name }) => writeQualified(name.schema, name.name));
      visit.report({ data: { column: `${written(table)}.${command.name}`, view } });
    }
  },
});
