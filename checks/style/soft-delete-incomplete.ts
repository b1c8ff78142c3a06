import { defineCheck, tableGlobs, wordsOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'soft-delete-incomplete',
  title: 'A table has half of what marks deleted rows',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    marks: {
      type: 'list',
      default: ['isTrashed', 'trashedAt'],
      what: 'The columns that belong together.',
    },
    content: {
      type: 'list',
      default: [],
      what: 'Globs of tables of user content, which have to have them all.',
    },
  },
  message: 'The table {table} has {present} and no {missing}.',
  why:
    'Code that moves rows to the trash and back sets both, and what cleans the trash up asks when a row ' +
    'came there. With one of them alone it fails for this table or passes it over.',
  todo: 'Declare {missing} as in the other tables, or none of these columns.',
  variants: {
    content: {
      message: 'The table {table} holds user content and has no {missing}.',
      why: 'A DELETE of user content cannot be taken back. By the configuration such tables keep deleted rows.',
      todo: 'Declare {missing} as in the other tables.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'one of two',
        schema:
          "export const pages = pgTable('pages', {\n  isTrashed: boolean('is_trashed').default(false).notNull(),\n});",
        lines: [1],
      },
      {
        title: 'user content without them',
        options: { content: ['page*'] },
        schema: "export const pages = pgTable('pages', { id: text('id') });",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'both, and a table that has other ways',
        schema:
          "export const pages = pgTable('pages', { isTrashed: boolean('isTrashed'), trashedAt: timestamp('trashedAt') });\n" +
          "export const keys = pgTable('keys', { revokedAt: timestamp('revoked_at') });",
      },
    ],
  },
  schema(visit) {
    const isContent = tableGlobs(visit.options.content);
    for (const { name, columns, place } of visit.tables) {
      const names = new Set(columns.map((each) => wordsOf(each.name).join()));
      const has = (mark: string): boolean => names.has(wordsOf(mark).join());
      const present = visit.options.marks.filter(has);
      const missing = visit.options.marks.filter((mark) => !has(mark));
      if (missing.length === 0 || (present.length === 0 && !isContent(name))) continue;
      visit.report({
        path: place.path,
        at: place.range,
        ...(present.length === 0 && { variant: 'content' }),
        data: { table: name, present, missing },
      });
    }
  },
});
