import { defineCheck, nameOfTable, type Query, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'unique-violation-unhandled',
  title: 'An insert does not expect a duplicate that others expect',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Inserts into {table} without expecting a duplicate, which {others} does.',
  why:
    'The table has a unique constraint. Two requests at once, or one that is sent again, make PostgreSQL ' +
    'refuse the second (23505), which ends here as an error that nobody handles.',
  todo:
    'Say what a duplicate means: `.onConflictDoNothing()`, `.onConflictDoUpdate({ … })`, or a `catch` that ' +
    'looks for the code 23505.',
  examples: {
    flagged: [
      {
        title: 'another insert of the same table expects it',
        code: `export const one = () => db.insert(users).values({ id: '1', email: 'a' }).onConflictDoNothing();
export const two = () => db.insert(users).values({ id: '2', email: 'b' });`,
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a catch that looks for it',
        code: `export const one = () => db.insert(users).values({ id: '1', email: 'a' }).onConflictDoNothing();
export async function two() {
  try {
    await db.insert(users).values({ id: '2', email: 'b' });
  } catch (error) {
    if ((error as { code: string }).code !== '23505') throw error;
  }
}`,
      },
      {
        title: 'nobody expects it',
        code: "export const two = () => db.insert(users).values({ id: '2', email: 'b' });",
      },
      {
        title: 'a table without one',
        code: `export const one = () => db.insert(posts).values({ id: '1', authorId: 'a', title: 'x' }).onConflictDoNothing();
export const two = () => db.insert(posts).values({ id: '2', authorId: 'b', title: 'y' });`,
      },
    ],
  },
  query({ file, files, report }) {
    const inserts = files.flatMap(({ path, queries }) =>
      queries.filter(({ verb }) => verb === 'insert').map((query) => ({ path, query })),
    );
    for (const query of file.queries) {
      const { verb, table, at } = query;
      if (verb !== 'insert' || !table || expects(query) || !isUnique(query)) continue;
      const other = inserts.find(
        ({ query: each }) =>
          each.table?.path === table.path && each.table.offset === table.offset && expects(each),
      );
      if (!other) continue;
      const others = `${other.path}:${other.query.at.start.line}`;
      const data = { table: nameOfTable(table), others };
      report({ at, data, about: whatItIs(query) });
    }
  },
});

function expects({ calls, catchesUnique }: Query): boolean {
  return catchesUnique || calls.has('onConflictDoNothing') || calls.has('onConflictDoUpdate');
}

/** Whether the table has a unique constraint beside its key, whose columns are all written. */
function isUnique({ table, writes }: Query): boolean {
  const { relation, columns } = table?.facts ?? {};
  if (!relation || !columns || !writes) return false;
  const written = new Set([...writes].map((property) => columns.get(property)));
  return [
    ...relation.constraints.filter(({ kind }) => kind === 'unique'),
    ...relation.indexes.filter(({ unique, where }) => unique && where === null),
  ].some(
    ({ columns: own }) => own.length > 0 && own.every((name) => name !== null && written.has(name)),
  );
}
