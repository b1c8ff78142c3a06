import { defineCheck, nameOfTable, type Query, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'soft-delete-filter-missing',
  title: 'A query also finds deleted rows, unlike those around it',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message:
    'Also reads deleted rows of {table}; {others} other queries of this file leave them out.',
  why:
    'The table keeps deleted rows, marked by {columns}. The other lists that this file reads of it ask ' +
    'for that, and this one does not.',
  todo: 'Add the condition that the others have. If deleted rows are meant, say so in a comment: `// db-review-ignore soft-delete-filter-missing: <reason>`.',
  examples: {
    flagged: [
      {
        title: 'two lists leave deleted rows out, and one does not',
        code: `const one = () => db.select().from(posts).where(and(eq(posts.authorId, '1'), eq(posts.isTrashed, false)));
const two = () => db.query.posts.findMany({ where: and(eq(posts.title, 'a'), eq(posts.isTrashed, false)) });
const three = () => db.select().from(posts).where(eq(posts.title, 'b'));`,
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'one row, by its key',
        code: `const one = () => db.select().from(posts).where(and(eq(posts.authorId, '1'), eq(posts.isTrashed, false)));
const two = () => db.query.posts.findMany({ where: and(eq(posts.title, 'a'), eq(posts.isTrashed, false)) });
const three = () => db.select().from(posts).where(eq(posts.id, '1'));`,
      },
      {
        title: 'nobody in the file leaves them out',
        code: "const all = () => db.select().from(posts).where(eq(posts.title, 'b'));",
      },
    ],
  },
  query({ file, softDeleteOf, report }) {
    const lists = file.queries.filter(isList);
    for (const query of lists) {
      const { table, where, at } = query;
      if (!table || !where?.isWhole) continue;
      const columns = softDeleteOf(table);
      const isMarked = ({ where: each }: Query): boolean =>
        each?.columns.some(({ property }) => columns.includes(property)) ?? false;
      if (columns.length === 0 || isMarked(query) || isByKey(query)) continue;
      const same = lists.filter(
        (each) => each.table?.path === table.path && each.table.offset === table.offset,
      );
      const others = same.filter(isMarked).length;
      const without = same.filter((each) => !isMarked(each) && !isByKey(each)).length;
      if (others < 2 || others <= without) continue;
      const data = { table: nameOfTable(table), others, columns };
      report({ at, data, about: whatItIs(query) });
    }
  },
});

function isList({ verb, isPart, isOpen }: Query): boolean {
  return (verb === 'select' || verb === 'findMany') && !isPart && !isOpen;
}

/** Whether a query asks for rows whose keys are known, deleted or not. */
function isByKey({ table, where }: Query): boolean {
  const keys =
    table?.facts?.relation.constraints.find(({ kind }) => kind === 'primary key')?.columns ?? [];
  return (
    where?.columns.some(
      ({ property, operator }) =>
        (operator === 'eq' || operator === 'inArray') &&
        keys.includes(table?.facts?.columns.get(property) ?? ''),
    ) ?? false
  );
}
