import {
  type DeclaredColumn,
  defineCheck,
  placeOfColumn,
  wordsOf,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'array-of-ids',
  title: 'A list of ids in one column',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: '{column} holds several ids in one value, which no foreign key can check.',
  many: '{count} columns hold several ids in one value, which no foreign key can check: {column}.',
  why:
    'Ids of rows that are gone stay in the list. Finding the rows that name an id reads the whole table ' +
    'without a GIN index, and two requests that add one each overwrite each other.',
  todo: 'Use a join table with a foreign key on each side and both columns as primary key.',
  examples: {
    flagged: [
      {
        title: 'an array, and JSON',
        schema:
          "export const a = pgTable('a', {\n  userIds: text('user_ids').array(),\n" +
          "  tagIds: jsonb('tag_ids').$type<string[]>(),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'lists of something else',
        schema:
          "export const a = pgTable('a', { scopes: text('scopes').array(), grids: jsonb('grids') });",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns } of visit.tables) {
      for (const column of columns) {
        if (wordsOf(column.name).at(-1) !== 'ids' || !isList(column)) continue;
        const data = { column: `${table}.${column.name}` };
        visit.report({ ...placeOfColumn(column), cause: table, data });
      }
    }
  },
});

function isList({ type, place }: DeclaredColumn): boolean {
  if (type.dimensions > 0) return true;
  const isJson = type.name === 'jsonb' || type.name === 'json';
  return isJson && (place.type === null || /\[\]\s*$|^\s*(?:Readonly)?Array</.test(place.type));
}
