import { defineCheck, nameOfTable, type Query, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'filter-without-index',
  title: 'A large table is filtered by columns without an index',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Filters the large table {table} by {columns}, and no index begins with one of them.',
  why: 'Without such an index PostgreSQL reads the whole table for each of these queries.',
  todo:
    'Add an index that begins with the column which leaves the fewest rows, in `pgTable`: ' +
    "`index('{name}_idx').on(table.{first})`.",
  examples: {
    flagged: [
      {
        title: 'a column without an index',
        code: "export const find = () => db.select().from(posts).where(eq(posts.title, 'a')).limit(9);",
        large: ['posts'],
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'one of the columns has an index',
        code: "export const find = () => db.select().from(posts).where(and(eq(posts.title, 'a'), eq(posts.authorId, '1')));",
        large: ['posts'],
      },
      {
        title: 'a table of which nobody says that it is large',
        code: "export const find = () => db.select().from(posts).where(eq(posts.title, 'a'));",
      },
    ],
  },
  query({ file, isLarge, report }) {
    for (const query of file.queries) {
      const { table, where, joins, at, isOpen } = query;
      if (!table?.facts || !where?.isWhole || joins.length > 0 || isOpen || !isLarge(table))
        continue;
      const own = where.columns.filter(
        (each) => each.table.path === table.path && each.table.offset === table.offset,
      );
      if (own.length === 0 || own.length < where.columns.length) continue;
      const columns = [...new Set(own.map(({ property }) => property))];
      const leading = leadingOf(query);
      const names = columns.map((property) => table.facts?.columns.get(property) ?? '');
      if (names.some((name) => leading.has(name))) continue;
      const [first = ''] = columns;
      const data = {
        table: nameOfTable(table),
        columns,
        first,
        name: `${nameOfTable(table)}_${names[0] ?? ''}`,
      };
      report({ at, data, about: whatItIs(query) });
    }
  },
});

/** The columns that an index, or a constraint that has one, begins with. */
function leadingOf({ table }: Query): Set<string> {
  const { indexes = [], constraints = [] } = table?.facts?.relation ?? {};
  return new Set([
    ...indexes.flatMap(({ columns }) => columns[0] ?? []),
    ...constraints
      .filter(({ kind }) => kind === 'primary key' || kind === 'unique')
      .flatMap(({ columns }) => columns[0] ?? []),
  ]);
}
