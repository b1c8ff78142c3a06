import { defineCheck, nameOfTable, type Query } from '../../src/review/check.ts';

export default defineCheck({
  id: 'writes-without-transaction',
  title: 'Several tables are written without a transaction',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Writes {tables} one after the other, without a transaction.',
  why:
    'If the process ends or a later statement fails, what was written before stays, and nothing ' +
    'repairs the rest.',
  todo:
    'Put them into one transaction, and use its handle:\n\n' +
    '```ts\nawait {handle}.transaction(async (tx) => {\n  // the same statements, with tx\n});\n```',
  examples: {
    flagged: [
      {
        title: 'a row, and the rows that belong to it',
        code: `export async function create(post: typeof posts.$inferInsert) {
  const [made] = await db.insert(posts).values(post).returning();
  await db.insert(tags).values({ id: '1', postId: made!.id, label: 'new' });
}`,
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a transaction',
        code: `export const create = (post: typeof posts.$inferInsert) =>
  db.transaction(async (tx) => {
    const [made] = await tx.insert(posts).values(post).returning();
    await tx.insert(tags).values({ id: '1', postId: made!.id, label: 'new' });
  });`,
      },
      {
        title: 'a handle that the caller gives',
        code: `export async function create(client: typeof db) {
  await client.delete(tags).where(eq(tags.postId, '1'));
  await client.delete(posts).where(eq(posts.id, '1'));
}`,
      },
      {
        title: 'one of two ways',
        code: `export async function remove(isPost: boolean) {
  if (isPost) await db.delete(posts).where(eq(posts.id, '1'));
  else await db.delete(tags).where(eq(tags.id, '1'));
}`,
      },
      {
        title: 'one table',
        code: `export async function move() {
  await db.update(posts).set({ title: 'a' }).where(eq(posts.id, '1'));
  await db.update(posts).set({ title: 'b' }).where(eq(posts.id, '2'));
}`,
      },
    ],
  },
  query({ file, report }) {
    const writes = file.queries.filter(isWrite);
    const blocks = Map.groupBy(writes, ({ function: own, block }) => `${own} ${block}`);
    for (const group of blocks.values()) {
      const tables = [...new Set(group.map(({ table }) => nameOfTable(table)))];
      const [first] = group;
      if (!first || tables.length < 2) continue;
      const about = group.map(({ text }) => text);
      report({ at: first.at, data: { tables, handle: first.handle }, about });
    }
  },
});

function isWrite({ verb, scope, fate, block, table, function: own }: Query): boolean {
  const isWriting = verb === 'insert' || verb === 'update' || verb === 'delete';
  return (
    isWriting && scope === 'pool' && fate === 'awaited' && block !== null && own !== null && !!table
  );
}
