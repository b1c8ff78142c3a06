import { expect, test } from '@jest/globals';
import { queriesOf } from './queries-of.ts';

const workspace = {
  'package.json': '{ "name": "shop", "workspaces": ["packages/*"] }',
  'packages/db/package.json':
    '{ "name": "@shop/db", "exports": { ".": "./src/index.ts", "./schema": "./src/schema/index.ts" } }',
  'packages/db/src/index.ts': "export * from './client';\nexport * from './operators';",
  'packages/db/src/operators.ts': "export { eq, and } from 'drizzle-orm';",
  'packages/db/src/client.ts': `import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import * as schema from './schema';
export const db: NodePgDatabase<typeof schema> = drizzle(pool, { schema });
export type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];
export interface Deps { db: typeof db }
export function connect() { return drizzle(pool, { schema }); }`,
  'packages/db/src/schema/index.ts':
    "export * from './users';\nexport { posts as articles } from './posts';",
  'packages/db/src/schema/users.ts':
    "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', { id: text('id') });",
  'packages/db/src/schema/posts.ts':
    "import { pgTableCreator, text } from 'drizzle-orm/pg-core';\nconst make = pgTableCreator((name) => name);\nexport const posts = make('posts', { id: text('id') });",
};

/** The queries of a file in an app of the workspace: handle, whether in a transaction, verb, table. */
async function found(code: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const path = 'apps/web/src/code.ts';
  const files = { ...workspace, 'apps/web/package.json': '{ "name": "web" }', ...more };
  const [file] = await queriesOf({ ...files, [path]: code }, [path]);
  return (file?.queries ?? []).map(
    ({ handle, scope, verb, table }) => `${handle} ${scope} ${verb} ${table?.name ?? '-'}`,
  );
}

test('handles and tables are followed through packages, barrels and new names', async () => {
  const code = `import { db as database, connect } from '@shop/db';
import { users as people, articles } from '@shop/db/schema';
import * as schema from '@shop/db/schema';
await database.delete(people);
await database.query.users.findMany();
await connect().insert(articles).values({ id: '1' });
await database.select().from(schema.users);`;
  expect(await found(code)).toEqual([
    'database pool delete users',
    'database pool findMany users',
    'connect() pool insert posts',
    'database pool select users',
  ]);
});

test('an alias of tsconfig and a dynamic import lead there too', async () => {
  const code = `import { users } from '~/db';
const [{ db }] = await Promise.all([import('@shop/db')]);
await db.delete(users);`;
  const more = {
    'apps/web/tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
    'apps/web/src/db.ts': "export { users } from '@shop/db/schema';",
  };
  expect(await found(code, more)).toEqual(['db pool delete users']);
});

test('parameters are what their type says, and those of transaction() are transactions', async () => {
  const code = `import { db, type Tx, type Deps } from '@shop/db';
import { users } from '@shop/db/schema';
import type { PgDatabase } from 'drizzle-orm/pg-core';
export const one = (tx: Tx) => tx.delete(users);
export const two = (client: typeof db | Tx) => client.delete(users);
export const three = ({ db: own }: Deps) => own.delete(users);
export const four = (any: PgDatabase<any>) => any.delete(users);
export const five = () => db.transaction(async (inner) => { await inner.delete(users); });
class Store { constructor(private readonly client: typeof db) {} clear() { return this.client.delete(users); } }
const run = (work: (tx: Tx) => Promise<void>) => db.transaction(work);
await run(async (own) => { await own.delete(users); });`;
  expect(await found(code)).toEqual([
    'tx transaction delete users',
    'client either delete users',
    'own either delete users',
    'any either delete users',
    'inner transaction delete users',
    'this.client either delete users',
    'own transaction delete users',
  ]);
});

test('a handle of unknown origin counts where it is given a table', async () => {
  const code = `import { users } from '@shop/db/schema';
export const remove = procedure.mutation(({ ctx }) => ctx.db.delete(users).where(x));
export const other = procedure.mutation(({ ctx }) => ctx.cache.delete(users.id));`;
  expect(await found(code)).toEqual(['ctx.db either delete users']);
});

test('what only looks like a database is none', async () => {
  const code = `import axios from 'axios';
import { users } from '@shop/db/schema';
import { drizzle } from 'drizzle-orm/better-sqlite3';
const db = drizzle('file.db');
await db.delete(users);
new Map().delete(users);
const seen = new Set<unknown>();
seen.delete(users);
await axios.delete('/users');
await repository.update({ id: 1 }, { name: 'x' });
createHash('sha1').update('text');
await prisma.user.delete({ where: { id: 1 } });`;
  expect(await found(code)).toEqual([]);
});
