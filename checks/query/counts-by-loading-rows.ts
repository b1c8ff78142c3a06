import { defineCheck, isByUnique, nameOfTable, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'counts-by-loading-rows',
  title: 'Rows are loaded to be counted',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Loads rows of {table} only to count them.',
  why: 'Every row is sent and held in memory for one number, which PostgreSQL can give by itself.',
  todo: 'Let PostgreSQL count, with the same condition: `await {handle}.$count({code}, …)`.',
  variants: {
    existence: {
      message: 'Loads rows of {table} only to see whether there are any.',
      why: 'Every row is sent and held in memory, where the first one answers the question.',
      todo: 'Stop at the first row: `limit(1)`, or `limit: 1` in a relational query.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'the length of a list',
        code: "const rows = await db.select().from(posts).where(eq(posts.authorId, '1'));\nexport const total = rows.length;",
        lines: [1],
      },
      {
        title: 'whether there is one',
        code: "const found = await db.query.posts.findMany({ where: eq(posts.authorId, '1') });\nif (found.length === 0) throw new Error('none');",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'at most one row',
        code: "const found = await db.select().from(users).where(eq(users.id, '1')).limit(1);\nif (found.length === 0) throw new Error();",
      },
      {
        title: 'the rows are read too',
        code: "const rows = await db.select().from(posts).where(eq(posts.authorId, '1'));\nconsole.log(rows.length, rows.map((row) => row.title));",
      },
      {
        title: 'how many rows were written',
        code: "const gone = await db.delete(posts).where(eq(posts.authorId, '1')).returning({ id: posts.id });\nconsole.log(gone.length);",
      },
      {
        title: 'one row, by its key',
        code: "const found = await db.select().from(users).where(eq(users.id, '1'));\nif (found.length === 0) throw new Error();",
      },
    ],
  },
  query({ file, report }) {
    for (const query of file.queries) {
      const { verb, usage, limit, table, calls, isOpen, at, handle } = query;
      if (verb !== 'select' && verb !== 'findMany') continue;
      const counted = usage?.onlyCounted;
      if (!counted || limit !== null || !table || isOpen || calls.has('groupBy')) continue;
      if (isByUnique(query)) continue;
      const data = { table: nameOfTable(table), handle, code: table.text };
      report({
        at,
        data,
        about: whatItIs(query),
        ...(counted === 'existence' && { variant: 'existence' }),
      });
    }
  },
});
