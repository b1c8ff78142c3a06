import { type DeclaredColumn, defineCheck, placeOfColumn } from '../../src/review/check.ts';

export default defineCheck({
  id: 'column-case-mixed',
  title: 'Columns of one table are written in two ways',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: '{column} is not written as the other columns of {table}, which are {case}.',
  many: '{count} columns are not written as the others of {table}, which are {case}: {column}.',
  why: 'Whoever writes SQL has to look each name up, and quote some of them: PostgreSQL folds `createdAt` to lower case.',
  todo: 'Name it in the database as the others are. In TypeScript it can have any name: `createdAt: timestamp("created_at")`.',
  examples: {
    flagged: [
      {
        title: 'one of three',
        schema:
          "export const a = pgTable('a', {\n  userId: text('user_id'),\n  driveId: text('drive_id'),\n  pageId: text('pageId'),\n});",
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'each table for itself, and names of one word',
        schema:
          "export const a = pgTable('a', { id: text('id'), userId: text('user_id') });\n" +
          "export const b = pgTable('b', { id: text('id'), userId: text('userId') });",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns } of visit.tables) {
      const camel = columns.filter(({ name }) => /[a-z][A-Z]/.test(name));
      const snake = columns.filter(({ name }) => name.includes('_'));
      const isSnake = snake.length > camel.length;
      const [few, usual]: [DeclaredColumn[], string] = isSnake
        ? [camel, 'snake_case']
        : [snake, 'camelCase'];
      if (camel.length === 0 || snake.length === 0) continue;
      for (const column of few) {
        visit.report({
          ...placeOfColumn(column),
          cause: table,
          about: `${table}.${column.name}`,
          data: { column: `${table}.${column.name}`, table, case: usual },
        });
      }
    }
  },
});
