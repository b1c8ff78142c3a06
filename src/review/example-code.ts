/** A small project, in which the examples of checks of queries stand as `src/code.ts`. */
export const exampleProject: Readonly<Record<string, string>> = {
  'drizzle.config.ts': `export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n`,
  'src/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import * as schema from './schema';
export const db = drizzle(process.env.DATABASE_URL!, { schema });
`,
  'src/schema.ts': `import { boolean, index, jsonb, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name'),
  lastSeenAt: timestamp('last_seen_at'),
});
export const posts = pgTable('posts', {
  id: text('id').primaryKey(),
  authorId: text('author_id').notNull().references(() => users.id),
  title: text('title').notNull(),
  content: jsonb('content'),
  isTrashed: boolean('is_trashed').notNull().default(false),
  createdAt: timestamp('created_at').notNull().defaultNow(),
}, (table) => [index('posts_author_id_idx').on(table.authorId)]);
export const tags = pgTable('tags', {
  id: text('id').primaryKey(),
  postId: text('post_id').notNull().references(() => posts.id),
  label: text('label').notNull(),
}, (table) => [unique().on(table.postId, table.label)]);
`,
};

const operators = ['and', 'asc', 'count', 'desc', 'eq', 'gt', 'inArray', 'isNull', 'lt', 'sql'];

/** The code of an example with what it imports, at its end so that its lines keep their numbers. */
export function withImports(code: string): string {
  return `${code.trim()}
import { ${operators.join(', ')} } from 'drizzle-orm';
import { db } from './db';
import { posts, tags, users } from './schema';
`;
}
