import { afterAll, expect, jest, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { exampleHistory, exampleSnapshot } from '../../src/review/check.ts';
import type { Review } from '../../src/review/finding.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { endReplay, replay } from './engine.ts';

// Each review starts several processes, which take long on a busy machine.
jest.setTimeout(240_000);

const parser = createParser();
const reader = createSchemaReader();
afterAll(() => Promise.all([parser.close(), reader.close(), endReplay()]));

const config = {
  'drizzle.config.ts': "export default { schema: './schema.ts', dialect: 'postgresql' };",
};

function schemaOf(...columns: readonly string[]): Record<string, string> {
  const body = ["id: text('id').primaryKey(),", ...columns].join('\n  ');
  const imports = "import { pgTable, text } from 'drizzle-orm/pg-core';\n";
  const text = `${imports}\nexport const users = pgTable('users', {\n  ${body}\n});\n`;
  return { ...config, 'schema.ts': text };
}

const column = (name: string) => ({
  name,
  type: 'text',
  primaryKey: name === 'id',
  notNull: name === 'id',
});
const users = {
  tag: '0000_users',
  when: 10,
  sql: 'CREATE TABLE users (id text PRIMARY KEY);',
  snapshot: exampleSnapshot('one', null, { users: [column('id')] }),
};
const name = {
  tag: '0001_name',
  when: 20,
  sql: 'ALTER TABLE users ADD COLUMN name text;\nCREATE FUNCTION one() RETURNS int RETURN 1;',
  snapshot: exampleSnapshot('two', 'one', { users: [column('id'), column('name')] }),
};

async function reviewed(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
): Promise<Review> {
  const { read: readSchema, generateSql } = reader;
  const ports = { checks: registry, parse: parser.parse, replay, readSchema, generateSql };
  return review(changeOf({ base, head }), defaultSettings, ports);
}

const base = { ...exampleHistory([users]), ...schemaOf() };
const ofRoads = ({ findings }: Review): string[] =>
  findings.map(({ check }) => check).filter((id) => /^(?:roads-|schema-not)/.test(id));

test('the schema declares what the migrations make; a function is none of its business', async () => {
  const head = { ...exampleHistory([users, name]), ...schemaOf("name: text('name'),") };
  const result = await reviewed(base, head);
  const equal = { state: 'equal', differences: [], before: 0 };
  expect(result.replay?.roads).toMatchObject({ fresh: equal, recorded: equal, declared: equal });
  expect(ofRoads(result)).toEqual([]);
});

test('what was forgotten differs on that road, and is told once', async () => {
  const declared = schemaOf("name: text('name'),", "age: text('age'),");
  const result = await reviewed(base, { ...exampleHistory([users, name]), ...declared });
  expect(result.replay?.roads).toMatchObject({
    recorded: { state: 'equal' },
    declared: {
      state: 'differs',
      differences: [{ class: 'column', name: 'public.users.age', upgrade: null, other: 'text' }],
    },
  });
  expect(ofRoads(result)).toEqual(['schema-not-generated']);
});

test('what cannot be read differs in nothing, and is said', async () => {
  const unread = schemaOf("name: text('name').default(makeName()),");
  unread['schema.ts'] += 'export const posts = pgTable(tableName(), {});\n';
  const posts = 'CREATE TABLE posts (id text);';
  const sql = `ALTER TABLE users ADD COLUMN name text DEFAULT 'a';\n${posts}`;
  const head = { ...exampleHistory([users, { ...name, sql, snapshot: null }]), ...unread };
  expect((await reviewed(base, head)).replay?.roads.declared).toMatchObject({
    state: 'equal',
    because: '1 export of the schema could not be read',
  });
});

test('what base had otherwise already is counted, and no finding', async () => {
  const old = schemaOf("nick: text('nick'),");
  const head = {
    ...exampleHistory([users, name]),
    ...schemaOf("nick: text('nick'),", "name: text('name'),"),
  };
  const result = await reviewed({ ...base, ...old }, head);
  expect(result.replay?.roads.declared).toMatchObject({ state: 'equal', before: 1 });
  expect(ofRoads(result)).toEqual([]);
});
