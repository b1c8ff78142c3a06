import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  keysOf,
  meetsRows,
  relationBefore,
  stringsOf,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (name text, city text);\nCREATE INDEX by_name ON users (name);';

export default defineCheck({
  id: 'collation-change',
  title: 'A column gets another collation, and its indexes are built anew',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AlterColumnType'],
  covers: ['collation-change'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP089' },
    { tool: 'bytebase', rule: 'SYSTEM_COLLATION_ALLOWLIST' },
  ],
  message: 'Changes the collation of {column} to {collation}, and builds {index} anew.',
  why:
    'The rows stay as they are. But their order changes, so PostgreSQL builds each index of the column ' +
    'anew under an ACCESS EXCLUSIVE lock: reads and writes wait. A unique one fails where two values ' +
    'are now the same.',
  todo:
    'On a table that is large or busy, leave the column as it is, and build an index of the new ' +
    'collation with CONCURRENTLY: `… ({name} COLLATE {collation})`; queries then say `COLLATE` too.',
  variants: {
    order: {
      message: 'Changes the collation of {column} to {collation}, and so the order of its values.',
      why:
        'No index of the column is known here, so nothing is built anew. Queries with ORDER BY, `<` or ' +
        '`>` give other rows, or the same ones in another order.',
      todo: 'Look for queries that sort or compare by the column.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column with an index',
        released,
        sql: 'ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "C";',
        lines: [1],
      },
      {
        title: 'one without',
        released,
        severity: 'notice',
        sql: 'ALTER TABLE users ALTER COLUMN city TYPE text COLLATE "C";',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a type without a collation of its own',
        released,
        sql: 'ALTER TABLE users ALTER COLUMN name TYPE varchar;',
      },
      {
        title: 'a new table',
        sql: 'CREATE TABLE a (b text);\nALTER TABLE a ALTER COLUMN b TYPE text COLLATE "C";',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AlterColumnType')) {
      const collation = stringsOf(as(command.def, 'ColumnDef')?.collClause?.collname).join('.');
      const name = command.name ?? '';
      if (collation === '' || !meetsRows(visit, table)) continue;
      if (columnBefore(visit, table, name)?.isNew) continue;
      const relation = relationBefore(visit, table);
      const keys = relation ? keysOf(relation).filter(({ columns }) => columns.includes(name)) : [];
      const index = keys.map((key) => key.name ?? 'its key');
      const data = { column: `${written(table)}.${name}`, name, collation, index };
      if (index.length > 0) visit.report({ data });
      else visit.report({ data, variant: 'order', severity: 'notice' });
    }
  },
});
