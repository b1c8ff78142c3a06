import { defineCheck, placeOfColumn } from '../../src/review/check.ts';

export default defineCheck({
  id: 'nullable-boolean',
  title: 'A boolean has a third state',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The boolean {column} may be null.',
  many: '{count} booleans may be null: {column}.',
  why: '`WHERE NOT flag` and `flag = false` pass rows over in which it is null, so that some rows are neither one nor the other.',
  todo: 'Declare it with `.default(false).notNull()`. If "not known" is a state of its own, use an enum that names it.',
  examples: {
    flagged: [
      {
        title: 'a flag',
        schema: "export const a = pgTable('a', {\n  isOpen: boolean('is_open').default(true),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'one that is never null',
        schema:
          "export const a = pgTable('a', { isOpen: boolean('is_open').default(true).notNull() });",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns } of visit.tables) {
      for (const column of columns) {
        if (column.type.name !== 'bool' || column.type.dimensions > 0 || column.notNull) continue;
        const data = { column: `${table}.${column.name}` };
        visit.report({ ...placeOfColumn(column), cause: table, data });
      }
    }
  },
});
