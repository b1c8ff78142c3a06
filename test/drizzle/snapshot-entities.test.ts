import { expect, test } from '@jest/globals';
import { entitiesOf } from '../../src/drizzle/snapshot-entities.ts';
import { schemaOfSnapshot } from '../../src/drizzle/snapshot-schema.ts';

const table = { entityType: 'tables', schema: 'auth', name: 'users', isRlsEnabled: true };
const inTable = { schema: 'auth', table: 'users' };
const plain = { typeSchema: null, dimensions: 0, default: null, generated: null, identity: null };
const id = { entityType: 'columns', ...inTable, name: 'id', type: 'uuid', notNull: true, ...plain };
const email = { ...id, name: 'email', type: 'varchar(50)', default: "'a'" };
const roles = { ...id, name: 'roles', type: 'role', typeSchema: 'auth', dimensions: 1 };
const key = (kind: string, ...names: string[]) => `${kind}\0${JSON.stringify(names)}`;

const ddl = [
  { entityType: 'schemas', name: 'auth' },
  { entityType: 'enums', schema: 'auth', name: 'role', values: ['a', 'b'] },
  table,
  id,
  email,
  roles,
  { entityType: 'pks', ...inTable, name: 'users_pkey', columns: ['id'], nameExplicit: false },
  { entityType: 'uniques', ...inTable, name: 'users_email_key', columns: ['email'] },
  { entityType: 'checks', ...inTable, name: 'c', value: '"email" <> \'\'' },
  {
    entityType: 'indexes',
    ...inTable,
    name: 'i',
    columns: [
      { value: 'email', isExpression: false, asc: false, nullsFirst: false, opclass: null },
      { value: 'lower("email")', isExpression: true, asc: true, nullsFirst: false, opclass: null },
    ],
    where: '"email" IS NOT NULL',
    isUnique: true,
    method: 'btree',
  },
  { entityType: 'tables', schema: 'public', name: 'posts', isRlsEnabled: false },
  { ...id, schema: 'public', table: 'posts', name: 'author' },
  {
    entityType: 'fks',
    schema: 'public',
    table: 'posts',
    name: 'posts_author_users_id_fkey',
    columns: ['author'],
    schemaTo: 'auth',
    tableTo: 'users',
    columnsTo: ['id'],
    onUpdate: 'NO ACTION',
    onDelete: 'CASCADE',
  },
  { entityType: 'views', schema: 'public', name: 'v', materialized: true },
];
const base = { version: '9', type: 'base', id: 'one', prevIds: ['none'], ddl };

/** What the reader makes of snapshots, the last one of them with those before it. */
function read(...snapshots: object[]) {
  const texts = snapshots.map((each) => JSON.stringify(each));
  const { schema, problem } = schemaOfSnapshot(texts.at(-1)!, texts.slice(0, -1));
  if (!schema) return problem.message;
  const relations = [...schema.relations].map(([name, relation]) => [
    name,
    {
      columns: [...relation.columns.keys()],
      constraints: relation.constraints.map(({ name: own, columns, references, expression }) =>
        [own, columns.join(), references?.table.name ?? expression ?? ''].join(' ').trim(),
      ),
      indexes: relation.indexes.map(({ columns, expressions, where }) => [
        ...columns,
        ...expressions,
        where,
      ]),
    },
  ]);
  return { relations: Object.fromEntries(relations) as Record<string, object>, schema };
}

test('a list of entities is the same as tables in tables', () => {
  const { relations, schema } = read({ ...base, version: '8' }) as Exclude<
    ReturnType<typeof read>,
    string
  >;
  expect(Object.values(relations)).toEqual([
    {
      columns: ['id', 'email', 'roles'],
      constraints: ['users_pkey id', 'users_email_key email', 'c email "email" <> \'\''],
      indexes: [['email', null, 'lower("email")', '"email" IS NOT NULL']],
    },
    {
      columns: ['author'],
      constraints: ['posts_author_users_id_fkey author users'],
      indexes: [],
    },
    { columns: [], constraints: [], indexes: [] },
  ]);
  const [users, posts, view] = [...schema.relations.values()];
  expect(users).toMatchObject({ rowSecurity: 'on', name: { schema: 'auth', name: 'users' } });
  expect(users?.columns.get('email')).toMatchObject({ notNull: true, default: "'a'" });
  expect(users?.columns.get('roles')?.type).toMatchObject({
    schema: 'auth',
    name: 'role',
    dimensions: 1,
  });
  expect(users?.indexes[0]).toMatchObject({ unique: true, options: ['desc nulls last', ''] });
  expect(posts?.constraints[0]?.references).toMatchObject({ onDelete: 'cascade', columns: ['id'] });
  expect(view?.kind).toBe('materialized view');
});

test('what later snapshots change: creation, renames and all that names them, drops', () => {
  const renames = {
    version: '9',
    type: 'diff',
    deltas: [
      { op: 'rename', key: key('schemas', 'auth'), set: { name: 'people' } },
      { op: 'rename', key: key('tables', 'people', 'users'), set: { name: 'persons' } },
      { op: 'rename', key: key('columns', 'people', 'persons', 'email'), set: { name: 'mail' } },
      { op: 'rename', key: key('enums', 'people', 'role'), set: { name: 'right' } },
    ],
  };
  const more = {
    version: '9',
    type: 'diff',
    deltas: [
      {
        op: 'create',
        row: { ...id, schema: 'people', table: 'persons', name: 'age', type: 'int4' },
      },
      { op: 'alter', key: key('columns', 'people', 'persons', 'mail'), set: { notNull: false } },
      { op: 'drop', key: key('checks', 'people', 'persons', 'c') },
      { op: 'drop', key: key('tables', 'public', 'nobody') },
    ],
  };
  const { relations, schema } = read(base, renames, more) as Exclude<
    ReturnType<typeof read>,
    string
  >;
  expect(Object.values(relations)).toEqual(
    expect.arrayContaining([
      {
        columns: expect.arrayContaining(['id', 'mail', 'roles', 'age']),
        constraints: expect.arrayContaining(['users_pkey id', 'users_email_key mail']),
        indexes: [['mail', null, 'lower("mail")', '"mail" IS NOT NULL']],
      },
      expect.objectContaining({ constraints: ['posts_author_users_id_fkey author persons'] }),
    ]),
  );
  const persons = [...schema.relations.values()].find(({ name }) => name.name === 'persons');
  expect(persons?.constraints.map(({ name }) => name)).not.toContain('c');
  expect(persons?.columns.get('mail')?.notNull).toBe(false);
  expect(persons?.columns.get('roles')?.type).toMatchObject({ schema: 'people', name: 'right' });
});

test('a chain whose beginning is missing, or that is nonsense, is said or read as far as it goes', () => {
  const diff = { version: '9', type: 'diff', deltas: [] };
  expect(read(diff)).toBe('the snapshots before it are not all there');
  const odd = {
    version: '9',
    deltas: [null, 1, { op: 'rename', key: key('a') }, { op: 'create' }],
  };
  expect(read({ ...base, ddl: [] }, odd)).toMatchObject({ relations: {} });
  expect(entitiesOf([])).toBeNull();
});
