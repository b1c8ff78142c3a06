import {
  defineCheck,
  foreignKeysOf,
  placeOfPart,
  softDeleteColumns,
  sqlName,
  uniqueKeysOf,
  wordsOf,
} from '../../src/review/check.ts';

const marked = "isTrashed: boolean('is_trashed').default(false).notNull(), slug: text('slug')";

export default defineCheck({
  id: 'unique-forgets-soft-delete',
  title: 'A unique index counts deleted rows',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'Rows of {table} that are marked as deleted still take their {columns}: {key}.',
  why:
    'The table keeps deleted rows ({mark}), and the unique index counts them. Who deletes something and makes ' +
    'it anew under the same name gets 23505, and sees nothing that would be in the way.',
  todo:
    'Make it a partial index: `uniqueIndex("{key}").on(…).where({condition})` in the Drizzle schema. If a value ' +
    'must never come again, as that of a token, leave it.',
  examples: {
    flagged: [
      {
        title: 'a slug',
        schema: `export const pages = pgTable('pages', { ${marked} }, (t) => [\n  uniqueIndex('pages_slug').on(t.slug),\n]);`,
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'only rows that are not deleted, a token, and a table that deletes for good',
        schema:
          `export const pages = pgTable('pages', { ${marked}, token: text('token').unique() }, (t) => [\n` +
          "  uniqueIndex('pages_slug').on(t.slug).where(sql`is_trashed = false`),\n]);\n" +
          "export const tags = pgTable('tags', { slug: text('slug').unique() });",
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      const names = table.columns.map(({ name }) => name);
      const marks = softDeleteColumns(names, visit);
      const [mark] = marks;
      if (mark === undefined) continue;
      const references = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
      for (const { part, name, columns } of uniqueKeysOf(table)) {
        const isMarked = columns.some((each) => marks.includes(each));
        const isOfOthers = columns.every((each) => references.has(each) || isSecret(each));
        if (isMarked || isOfOthers) continue;
        const isTime = table.relation.columns.get(mark)?.type.name !== 'bool';
        const test = isTime ? `${sqlName(mark)} IS NULL` : `NOT ${sqlName(mark)}`;
        visit.report({
          ...placeOfPart(table, part, name),
          about: [table.name, columns],
          data: { table: table.name, columns, mark, key: name ?? '', condition: `sql\`${test}\`` },
        });
      }
    }
  },
});

/** Values that never come again, whether their row is deleted or not. */
function isSecret(column: string): boolean {
  return wordsOf(column).some((word) =>
    ['id', 'token', 'hash', 'key', 'secret', 'uuid', 'nonce', 'ref', 'code'].includes(word),
  );
}
