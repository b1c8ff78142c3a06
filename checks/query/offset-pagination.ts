import { defineCheck, nameOfTable, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'offset-pagination',
  title: 'Pages of a large table are counted off from its beginning',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Pages through the large table {table} by `offset`.',
  why:
    'PostgreSQL reads and drops every row before the page, so that each page is slower than the one ' +
    'before it; and rows that come or go in between are shown twice, or never.',
  todo:
    'Go on behind the last row that was shown, with an index on what the rows are ordered by:\n\n' +
    '```ts\n.where(lt({code}.createdAt, last.createdAt)).orderBy(desc({code}.createdAt)).limit(20)\n```',
  examples: {
    flagged: [
      {
        title: 'a large table',
        code: 'export const page = (number: number) =>\n  db.select().from(posts).limit(20).offset(number * 20);',
        large: ['posts'],
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a table of which nobody says that it is large',
        code: 'export const page = (number: number) => db.select().from(users).limit(20).offset(number * 20);',
      },
      {
        title: 'from the last row on',
        code: 'export const page = (last: Date) =>\n  db.select().from(posts).where(lt(posts.createdAt, last)).limit(20);',
        large: ['posts'],
      },
    ],
  },
  query({ file, isLarge, report }) {
    for (const query of file.queries) {
      const { offset, table, at } = query;
      if (offset === null || !table || !isLarge(table)) continue;
      report({ at, data: { table: nameOfTable(table), code: table.text }, about: whatItIs(query) });
    }
  },
});
