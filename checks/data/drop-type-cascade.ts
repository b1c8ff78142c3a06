import {
  as,
  columnsOfType,
  defineCheck,
  stringsOf,
  typeNamed,
  written,
} from '../../src/review/check.ts';

const released = "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE users (id int, mood mood);";

export default defineCheck({
  id: 'drop-type-cascade',
  title: 'Dropping a type takes the columns of that type along',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  covers: ['drop-type-cascade'],
  sources: [{ tool: 'migrationpilot', rule: 'MP022' }],
  message: 'Drops the type {type}, and every column of that type with its values.',
  why:
    'With CASCADE, PostgreSQL drops each column of the type, and says so only in a message that ' +
    'nobody reads. Their values are gone when the migration commits.',
  todo:
    'Drop it without CASCADE: PostgreSQL then refuses while a column is left. Give the columns ' +
    'another type first, `ALTER TABLE … ALTER COLUMN … TYPE text`.',
  variants: {
    columns: { message: 'Drops the type {type}, and with it the columns {column}.' },
  },
  examples: {
    flagged: [
      { title: 'an enum with a column', released, sql: 'DROP TYPE mood CASCADE;', lines: [1] },
      { title: 'a type that nobody knows', sql: 'DROP TYPE mood CASCADE;', lines: [1] },
    ],
    accepted: [
      { title: 'without CASCADE', released, sql: 'DROP TYPE mood;' },
      {
        title: 'when no column is left',
        released,
        sql: 'ALTER TABLE users ALTER COLUMN mood TYPE text;\nDROP TYPE mood CASCADE;',
      },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    if (drop?.behavior !== 'DROP_CASCADE') return;
    for (const object of drop.objects ?? []) {
      const parts = stringsOf(as(object, 'TypeName')?.names);
      if (parts.length === 0) continue;
      const columns = columnsOfType(visit.before, typeNamed(visit.before, parts)).filter(
        ({ column, relation }) => !column.isNew && !relation.isNew,
      );
      if (columns.length === 0 && visit.before.complete) continue;
      const named = columns.map(
        ({ relation, column }) => `${written({ relname: relation.name.name })}.${column.name}`,
      );
      visit.report({
        data: { type: parts.join('.'), column: named },
        ...(named.length > 0 && { variant: 'columns' }),
      });
    }
  },
});
