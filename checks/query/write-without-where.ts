import { defineCheck, nameOfTable, whatItIs } from '../../src/review/check.ts';

export default defineCheck({
  id: 'write-without-where',
  title: 'A query changes or deletes every row',
  category: 'query',
  severity: 'error',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [
    { tool: 'eslint-plugin-drizzle', rule: 'enforce-delete-with-where' },
    { tool: 'eslint-plugin-drizzle', rule: 'enforce-update-with-where' },
    { tool: 'biome', rule: 'noDrizzleDeleteWithoutWhere' },
    { tool: 'biome', rule: 'noDrizzleUpdateWithoutWhere' },
  ],
  message: 'This changes every row of {table}: it has no `where`.',
  why:
    'Without a condition the statement takes all rows of the table. That is seldom meant, and what ' +
    'was there before is lost.',
  todo:
    'Say which rows: `.where(eq({code}.id, id))`. If all of them are meant, say so in a comment before ' +
    'the line: `// db-review-ignore write-without-where: <reason>`.',
  variants: { delete: { message: 'This deletes every row of {table}: it has no `where`.' } },
  examples: {
    flagged: [
      { title: 'an update', code: "await db.update(users).set({ name: 'x' });", lines: [1] },
      { title: 'a delete', code: 'await db.delete(users);', lines: [1] },
      {
        title: 'in a transaction, over several lines',
        code: 'await db.transaction(async (tx) => {\n  await tx\n    .delete(posts)\n    .returning();\n});',
        lines: [2],
      },
      {
        title: 'through a parameter that has the type of the database',
        code: 'export async function clear(client: typeof db) {\n  await client.delete(users);\n}',
        lines: [2],
      },
      {
        title: 'through what a function gives',
        code: 'const make = () => ({ database: db });\nawait make().database.delete(users);',
        lines: [2],
      },
    ],
    accepted: [
      { title: 'a condition', code: "await db.delete(users).where(eq(users.id, '1'));" },
      {
        title: 'a Map, a Set, an HTTP client and a repository are no database',
        code: `const known = new Map<string, string>();
known.delete('a');
class Repository { delete(id: string) { return known.delete(id); } update(id: string) { return id; } }
const repository = new Repository();
repository.delete('a');
declare const axios: { delete(url: string): Promise<void> };
await axios.delete('/users/1');
declare const db2: { users: { delete(id: string): Promise<void> } };
await db2.users.delete('1');`,
      },
      {
        title: 'a Map that is called db',
        code: `function clear() {\n  const db = new Map<string, string>();\n  db.delete('a');\n}`,
      },
      {
        title: 'a condition that is added later',
        code: "const query = db.update(users).set({ name: 'x' }).$dynamic();\nawait query.where(eq(users.id, '1'));",
      },
    ],
  },
  query({ file, report }) {
    for (const query of file.queries) {
      const { verb, calls, isOpen, table, at } = query;
      if ((verb !== 'update' && verb !== 'delete') || calls.has('where') || isOpen) continue;
      const data = { table: nameOfTable(table), code: table?.text ?? 'table' };
      report({ at, data, about: whatItIs(query), ...(verb === 'delete' && { variant: 'delete' }) });
    }
  },
});
