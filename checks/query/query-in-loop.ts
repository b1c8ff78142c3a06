import {
  type ColumnUse,
  defineCheck,
  nameOfTable,
  type Query,
  whatItIs,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'query-in-loop',
  title: 'A query runs once for each item of a list',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Runs one query on {table} for each item of the loop around it.',
  why:
    'Each query waits for the network and holds a connection. With a list that grows, the time grows ' +
    'with it, where one query for all items takes about as long as one for a single item.',
  todo: 'Ask once for all items before the loop, and look the rows up in a `Map` inside it.',
  variants: {
    read: {
      todo:
        'Ask once for all items before the loop, and look the rows up in a `Map` inside it. A relation ' +
        'in `with` does the same:\n\n```ts\n.where(inArray({column}, {over}.map(({item}) => {value})))\n```',
    },
    write: {
      todo:
        'Write all rows with one statement; where they get different values, `sql` with a CASE or a ' +
        'join with VALUES does it:\n\n```ts\n.where(inArray({column}, {over}.map(({item}) => {value})))\n```',
    },
    insert: {
      todo:
        'Insert all rows with one statement, in batches of some hundreds:\n\n' +
        '```ts\n.values({over}.map(({item}) => ({ … })))\n```',
    },
  },
  examples: {
    flagged: [
      {
        title: 'the rows of a relation, one by one',
        code: 'for (const user of found) {\n  const own = await db.query.posts.findMany({ where: eq(posts.authorId, user.id), limit: 9 });\n  show(own);\n}',
        lines: [2],
      },
      {
        title: 'all at once is still one query for each',
        code: 'await Promise.all(ids.map((id) => db.delete(posts).where(eq(posts.id, id))));',
        lines: [1],
      },
      {
        title: 'in a transaction in a loop',
        code: 'for (const row of rows) {\n  await db.transaction(async (tx) => {\n    await tx.insert(posts).values(row);\n  });\n}',
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'batches',
        code: 'for (const chunk of chunks) await db.insert(posts).values(chunk);',
      },
      {
        title: 'another try',
        code: 'for (let attempt = 0; attempt < 3; attempt += 1) {\n  await db.insert(posts).values({ id: newId(attempt) });\n}',
      },
      {
        title: 'a few things that are written out',
        code: "for (const name of ['a', 'b']) await db.delete(users).where(eq(users.name, name));",
      },
      {
        title: 'a query that is ready before the loop',
        code: "const rows = await db.select().from(users).where(eq(users.name, 'a'));\nfor (const row of rows) show(row);",
      },
      {
        title: 'page after page',
        code: 'let last = 0;\nwhile (last >= 0) {\n  const rows = await db.select().from(users).limit(100);\n  last = rows.length - 1;\n}',
      },
    ],
  },
  query({ file, report }) {
    for (const query of file.queries) {
      const { loop, isPart, table, at, verb } = query;
      if (!loop || loop.kind === 'while' || !loop.depends || loop.isFew || isPart) continue;
      if (verb === 'execute' || !table) continue;
      const { over, item } = loop;
      const key = item === null ? null : keyOf(query, item);
      const data = {
        table: nameOfTable(table),
        ...(over !== null && { over, item: item ?? 'each' }),
        ...(key && { column: `${key.table.text}.${key.property}`, value: key.value ?? '' }),
      };
      const variant = variantOf(query, key !== null);
      report({ at, data, about: whatItIs(query), ...(variant && { variant }) });
    }
  },
});

/** The one column that the query compares with something of the item. */
function keyOf({ where }: Query, item: string): ColumnUse | null {
  const keys = where?.columns.filter(
    ({ operator, value }) => operator === 'eq' && value !== null && value.split('.')[0] === item,
  );
  return keys?.length === 1 ? (keys[0] ?? null) : null;
}

function variantOf({ verb, loop }: Query, hasKey: boolean): string | null {
  if (loop?.over == null || loop.over.includes('\n')) return null;
  if (verb === 'insert') return loop.item === null ? null : 'insert';
  if (!hasKey) return null;
  return verb === 'update' || verb === 'delete' ? 'write' : 'read';
}
