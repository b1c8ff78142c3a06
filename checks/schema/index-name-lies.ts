import { defineCheck, placeOfPart, wordsOf } from '../../src/review/check.ts';

/** Last words by which PostgreSQL, drizzle-kit and people name what is unique. */
const unique = new Set(['key', 'unique', 'uniq', 'uq', 'pkey', 'uidx']);

export default defineCheck({
  id: 'index-name-lies',
  title: 'An index is named as if it were unique',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The index {index} is named as if it were unique, and is not.',
  many: '{count} indexes are named as if they were unique, and are not: {index}.',
  why:
    'PostgreSQL ends the names of unique constraints with `_key`, drizzle-kit with `_unique`. Whoever ' +
    'reads the name relies on a rule that nothing keeps: the table takes equal rows.',
  todo:
    'Say `uniqueIndex("{index}")` in the Drizzle schema if equal rows are a mistake. Before, look for ' +
    'those that exist. Otherwise end the name with `_idx`.',
  examples: {
    flagged: [
      {
        title: 'a name that ends as those of unique constraints do',
        schema:
          "export const drives = pgTable('drives', {\n  slug: text('slug'),\n}, (t) => [\n" +
          "  index('drives_slug_key').on(t.slug),\n]);",
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'what is unique, and a column that is named so',
        schema:
          "export const drives = pgTable('drives', {\n  slug: text('slug'),\n  key: text('key'),\n}, (t) => [\n" +
          "  uniqueIndex('drives_slug_key').on(t.slug),\n  index('drives_key').on(t.key),\n]);",
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      for (const { name, unique: isUnique, columns } of table.relation.indexes) {
        const last = wordsOf(name).at(-1) ?? '';
        const isOfColumn = columns.some((column) => wordsOf(column ?? '').at(-1) === last);
        if (isUnique || isOfColumn || !unique.has(last)) continue;
        visit.report({
          ...placeOfPart(table, 'indexes', name),
          cause: table.name,
          data: { index: name },
        });
      }
    }
  },
});
