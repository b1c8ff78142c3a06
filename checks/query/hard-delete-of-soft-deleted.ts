import { defineCheck, nameOfTable, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'hard-delete-of-soft-deleted',
  title: 'Rows that are kept when deleted are deleted for good',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Deletes rows of {table} for good, which {columns} could mark as deleted.',
  why:
    'The table keeps deleted rows, so that people can have them back. These cannot be had back, and ' +
    'what cascades from them is gone too.',
  todo:
    'Mark the rows: `.update({code}).set({ {first}: … })`. Where rows have to go, say so in the condition, as in ' +
    '`eq({code}.{first}, true)`, or in a comment: `// db-review-ignore hard-delete-of-soft-deleted: <reason>`.',
  examples: {
    flagged: [
      {
        title: 'a row by its id',
        code: "await db.delete(posts).where(eq(posts.id, '1'));",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'only what lies in the trash already',
        code: "await db.delete(posts).where(and(eq(posts.id, '1'), eq(posts.isTrashed, true)));",
      },
      {
        title: 'a table without such a mark',
        code: "await db.delete(tags).where(eq(tags.id, '1'));",
      },
      {
        title: 'what the function is there for',
        code: 'export async function purgePost(id: string) {\n  await db.delete(posts).where(eq(posts.id, id));\n}',
      },
    ],
  },
  query({ file, softDeleteOf, report }) {
    for (const query of file.queries) {
      const { verb, table, where, at, functionName } = query;
      if (verb !== 'delete' || !table) continue;
      const columns = softDeleteOf(table);
      const [first] = columns;
      if (first === undefined || (where && !where.isWhole)) continue;
      if (where?.columns.some(({ property }) => columns.includes(property))) continue;
      if (forGood.test(functionName ?? '') || forGood.test(file.path)) continue;
      const data = { table: nameOfTable(table), columns, first, code: table.text };
      report({ at, data, about: whatItIs(query) });
    }
  },
});

/** What functions and files are called that delete for good, or undo what they have just made. */
const forGood =
  /\btrash\/|purge|permanent|hard[-_]?delete|erase|gdpr|wipe|reap|clean[-_]?up|rollback|empty[-_]?trash|retention|expire|anonymi[sz]e|delete[-_]?account|account[-_]?(?:delet|repositor)|uninstall/i;
