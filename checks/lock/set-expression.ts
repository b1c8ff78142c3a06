import {
  alterCommands,
  columnBefore,
  defineCheck,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'set-expression',
  title: 'A generated column is computed anew for every row',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_SetExpression'],
  covers: ['set-expression'],
  sources: [],
  message: 'Computes the generated column {column} anew for every row.',
  why:
    'PostgreSQL writes the table and all its indexes anew under an ACCESS EXCLUSIVE lock: reads and ' +
    'writes wait until the migration commits.',
  todo: 'On a table that is not small, add a plain column that a trigger fills, fill the old rows in batches, and change over.',
  examples: {
    flagged: [
      {
        title: 'a stored column',
        postgres: 17,
        sql: 'ALTER TABLE a ALTER COLUMN b SET EXPRESSION AS (c * 3);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a virtual column',
        postgres: 18,
        released: 'CREATE TABLE a (c int, b int GENERATED ALWAYS AS (c * 2) VIRTUAL);',
        sql: 'ALTER TABLE a ALTER COLUMN b SET EXPRESSION AS (c * 3);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_SetExpression')) {
      const name = command.name ?? '';
      const isVirtual = columnBefore(visit, table, name)?.generated === 'virtual';
      if (isVirtual || !meetsRows(visit, table)) continue;
      visit.report({ data: { column: `${written(table)}.${name}` } });
    }
  },
});
