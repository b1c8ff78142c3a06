import { afterAll, describe, expect, test } from '@jest/globals';
import { createSchemaReader } from '../../../src/drizzle/engine/schema-reader.ts';
import { readFiles, tablesOf } from './read.ts';

const reader = createSchemaReader();
afterAll(() => reader.close());

const schema = `import { sql, relations } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, pgEnum, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createId } from '@paralleldrive/cuid2';
import { timestamps } from './helpers.js';

export enum Role { admin = 'ADMIN', member = 'MEMBER' }
export const roleEnum = pgEnum('role', Object.values(Role) as [string, ...string[]]);

export const users = pgTable('users', {
  id: text('id').primaryKey().$defaultFn(() => createId()),
  email: varchar({ length: 320 }).notNull().unique(),
  role: roleEnum().default(Role.member),
  settings: text().$type<{ theme: 'dark' | 'light' }>(),
  token: text().default(createId()),
  ...timestamps,
}, (t) => [
  index('users_created_idx').on(t.createdAt.desc()),
  check('email_has_at', sql\`\${t.email} like '%@%'\`),
]);

export const memberships = pgTable('memberships', {
  userId: text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  teamId: integer('team_id').notNull(),
}, (t) => ({
  key: primaryKey({ columns: [t.userId, t.teamId] }),
  once: unique('once').on(t.teamId, t.userId).nullsNotDistinct(),
}));

export const usersRelations = relations(users, ({ many }) => ({ memberships: many(memberships) }));
export const membershipsRelations = relations(memberships, ({ one }) => ({
  user: one(users, { fields: [memberships.userId], references: [users.id] }),
}));
`;

const helpers = `import { timestamp } from 'drizzle-orm/pg-core';
export const timestamps = {
  createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp('updated_at').$onUpdate(() => new Date()),
};`;

describe('a schema', () => {
  const reading = readFiles(reader, { 'schema.ts': schema, 'helpers.ts': helpers });

  test('becomes the snapshot that drizzle-kit makes of it', async () => {
    const { snapshot, problem, unresolved } = await reading;
    expect({ problem, unresolved }).toEqual({ problem: null, unresolved: [] });
    expect(snapshot).toMatchObject({
      version: '7',
      enums: { 'public.role': { values: ['ADMIN', 'MEMBER'] } },
      tables: {
        'public.users': {
          columns: {
            id: { type: 'text', primaryKey: true, notNull: true },
            email: { type: 'varchar(320)', notNull: true },
            role: { type: 'role', typeSchema: 'public', default: "'MEMBER'" },
            created_at: { type: 'timestamp with time zone', default: 'now()' },
            updated_at: { type: 'timestamp', notNull: false },
          },
          indexes: { users_created_idx: { columns: [{ expression: 'created_at', asc: false }] } },
          uniqueConstraints: { users_email_unique: { columns: ['email'] } },
          checkConstraints: { email_has_at: { value: `"users"."email" like '%@%'` } },
        },
        'public.memberships': {
          compositePrimaryKeys: {
            memberships_user_id_team_id_pk: { columns: ['user_id', 'team_id'] },
          },
          uniqueConstraints: { once: { nullsNotDistinct: true } },
          foreignKeys: {
            memberships_user_id_users_id_fk: { tableTo: 'users', onDelete: 'cascade' },
          },
        },
      },
    });
  });

  test('keeps the place of everything', async () => {
    const { places } = await reading;
    const users = places.tables.get('public.users');
    const memberships = places.tables.get('public.memberships');
    const textAt = ({
      path,
      range,
    }: {
      path: string;
      range: { start: { offset: number }; end: { offset: number } };
    }) => (path === 'schema.ts' ? schema : helpers).slice(range.start.offset, range.end.offset);
    const of = (place: Parameters<typeof textAt>[0] | undefined) => (place ? textAt(place) : null);
    expect(users?.range.start.line).toBe(9);
    expect(of(users)).toMatch(/^pgTable\('users'[^]*\)$/);
    expect(of(users?.columns.get('email'))).toBe(
      'email: varchar({ length: 320 }).notNull().unique()',
    );
    expect(users?.columns.get('created_at')).toMatchObject({
      path: 'helpers.ts',
      property: 'createdAt',
    });
    expect(of(users?.indexes.get('users_created_idx'))).toBe(
      `index('users_created_idx').on(t.createdAt.desc())`,
    );
    expect(of(users?.uniqueConstraints.get('users_email_unique'))).toContain('.unique()');
    expect(of(users?.checkConstraints.get('email_has_at'))).toMatch(/^check\(/);
    expect(of(memberships?.compositePrimaryKeys.get('memberships_user_id_team_id_pk'))).toMatch(
      /^primaryKey\(/,
    );
    expect(of(memberships?.uniqueConstraints.get('once'))).toMatch(/^unique\('once'\)/);
    expect(of(memberships?.foreignKeys.get('memberships_user_id_users_id_fk'))).toMatch(
      /^userId: /,
    );
    expect(of(places.enums.get('public.role'))).toMatch(/^pgEnum\('role'/);
  });

  test('keeps what only the source says of columns', async () => {
    const columns = (await reading).places.tables.get('public.users')?.columns;
    expect(columns?.get('id')).toMatchObject({ calls: ['text', 'primaryKey', '$defaultFn'] });
    expect(columns?.get('settings')).toMatchObject({ type: "{ theme: 'dark' | 'light' }" });
    expect(columns?.get('updated_at')?.calls).toContain('$onUpdate');
    expect(columns?.get('token')?.unknownDefault).toContain('createId');
    expect(columns?.get('email')).toMatchObject({ type: null, unknownDefault: null });
  });

  test('keeps the relations of queries', async () => {
    expect((await reading).relations).toMatchObject([
      { table: 'public.users', to: 'public.memberships', name: 'memberships', kind: 'many' },
      {
        table: 'public.memberships',
        to: 'public.users',
        name: 'user',
        kind: 'one',
        fields: ['userId'],
        references: ['id'],
      },
    ]);
  });
});

test('what is called after a declaration counts', async () => {
  const code = `import { pgTable, text } from 'drizzle-orm/pg-core';
    export const users = pgTable('users', { id: text('id') });
    users.enableRLS();`;
  const { snapshot } = await readFiles(reader, { 'schema.ts': code });
  expect(snapshot).toMatchObject({ tables: { 'public.users': { isRLSEnabled: true } } });
});

test('names are cased as the configuration says', async () => {
  const code = `import { pgTable, text } from 'drizzle-orm/pg-core';
    export const users = pgTable('users', { firstName: text() });`;
  const { snapshot } = await readFiles(reader, { 'schema.ts': code }, { casing: 'snake_case' });
  expect(snapshot).toMatchObject({ tables: { 'public.users': { columns: { first_name: {} } } } });
});

test('what cannot be read is named, and the rest is read', async () => {
  const code = `import { pgTable, text } from 'drizzle-orm/pg-core';
    import { auditColumns } from 'left-pad-columns';
    export const logs = pgTable('logs', { ...auditColumns, id: text('id') });
    export const prefixed = pgTable(\`\${process.env.PREFIX}_x\`, { id: text('id') });
    export const users = pgTable('users', { id: text('id') });
    export const posts = pgTable('posts', { by: text('by').references(() => logs.id) });`;
  const read = await readFiles(reader, { 'schema.ts': code });
  expect(tablesOf(read)).toEqual(['public.users']);
  expect(read.unresolved).toMatchObject([
    {
      name: 'logs',
      why: 'auditColumns of left-pad-columns',
      line: 3,
      object: { kind: 'table', name: 'logs' },
    },
    { name: 'prefixed', why: 'process', line: 4, object: { kind: 'table', name: null } },
    { name: 'posts', object: { kind: 'table', name: 'posts' } },
  ]);
});

test('a syntax error is said where it is', async () => {
  const code = `<<<<<<< ours\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> theirs\n`;
  const read = await readFiles(reader, { 'schema.ts': code });
  expect(read.unresolved).toMatchObject([{ name: '*', path: 'schema.ts', line: 1 }]);
  expect(read.unresolved[0]?.why).toContain('Merge conflict marker');
});

test('only files that are needed are read, in few rounds', async () => {
  const rounds: string[][] = [];
  const files = {
    'db/schema/index.ts': `export * from './users'; export * from './posts'; export type { T } from '../types';`,
    'db/schema/users.ts': `import { pgTable, text } from 'drizzle-orm/pg-core';
      import { encrypt } from '../../lib/crypto';
      export const users = pgTable('users', { id: text('id').$defaultFn(() => encrypt('x')) });`,
    'db/schema/posts.ts': `import { pgTable, text } from 'drizzle-orm/pg-core';
      import { users } from './users';
      export const posts = pgTable('posts', { by: text('by').references(() => users.id) });`,
    'db/types.ts': `export type T = string;`,
    'lib/crypto.ts': `export const encrypt = (x: string) => x;`,
    'db/schema/unused.ts': `export const x = 1;`,
  };
  const read = await readFiles(reader, files, {
    entry: './db/schema/index.ts',
    onRead: (paths) => rounds.push(paths),
  });
  expect(tablesOf(read)).toEqual(['public.users', 'public.posts']);
  expect(rounds).toEqual([['db/schema/index.ts'], ['db/schema/users.ts', 'db/schema/posts.ts']]);
});

test('without schema files there is no snapshot', async () => {
  const read = await readFiles(reader, { 'other.ts': '' });
  expect(read).toMatchObject({ snapshot: null, problem: 'there is no schema file' });
});
