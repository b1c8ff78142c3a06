import { exampleHistory, exampleSnapshot } from './example-history.ts';

const column = (name: string, primaryKey: boolean) => ({
  name,
  type: 'text',
  primaryKey,
  notNull: primaryKey,
});

const config = `export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n`;

const database = `import { drizzle } from 'drizzle-orm/node-postgres';
import * as schema from './schema';
export const db = drizzle(process.env.DATABASE_URL!, { schema });
`;

const code = `import { db } from './db';
import { users } from './schema';
export const list = () => db.query.users.findMany({ limit: 10 });
export const names = () => db.select({ name: users.name }).from(users).limit(10);
`;

/** A schema of one table, with the given columns beside its id. */
function schemaOf(columns: readonly string[]): string {
  const written = columns.map((name) => `  ${name}: text('${name}'),\n`);
  return `import { pgTable, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {\n  id: text('id').primaryKey(),\n${written.join('')}});
`;
}

/**
 * The trees of a change that drops the column `name` of a table from the database: `declared` says
 * whether the released schema and code still have it, `stays` whether those of the change have.
 */
export function exampleDrop({
  declared,
  stays = false,
  sql,
}: {
  readonly declared: boolean;
  readonly stays?: boolean;
  readonly sql: string;
}): { base: Record<string, string>; head: Record<string, string> } {
  const first = {
    tag: '0000_users',
    when: 1_760_000_000_000,
    sql: 'CREATE TABLE "users" ("id" text PRIMARY KEY NOT NULL, "name" text);',
    snapshot: exampleSnapshot('of-0000', null, {
      users: [column('id', true), column('name', false)],
    }),
  };
  const second = { tag: '0001_drop', when: 1_770_000_000_000, sql, snapshot: null };
  const project = (has: boolean) => ({
    'drizzle.config.ts': config,
    'src/db.ts': database,
    'src/schema.ts': schemaOf(has ? ['name'] : []),
    'src/users.ts': has ? code : code.slice(0, code.lastIndexOf('export')),
  });
  return {
    base: { ...project(declared), ...exampleHistory([first]) },
    head: {
      ...project(stays),
      ...(stays && { 'src/schema.ts': schemaOf([]) }),
      ...exampleHistory([first, second]),
    },
  };
}
