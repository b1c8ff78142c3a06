import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { exampleHistory, exampleSnapshot } from '../../src/review/example-history.ts';
import type { Review } from '../../src/review/finding.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf, type MemoryTrees } from '../memory-change.ts';

const { parse, close: closeParser } = createParser();
const reader = createSchemaReader();
afterAll(async () => {
  await closeParser();
  await reader.close();
});

const read: string[][] = [];

function reviewed(trees: MemoryTrees): Promise<Review> {
  const change = changeOf(trees);
  const ports = {
    checks: registry.filter(({ category }) => category === 'history'),
    parse,
    readSchema: reader.read,
    generateSql: reader.generateSql,
  };
  const watched: typeof change = {
    ...change,
    read(tree, paths) {
      read.push([...paths]);
      return change.read(tree, paths);
    },
  };
  return review(watched, defaultSettings, ports);
}

const column = (name: string, isKey = false) =>
  ({ name, type: 'text', primaryKey: isKey, notNull: isKey }) as const;

const start = {
  tag: '0000_users',
  when: 1_760_000_000_000,
  sql: 'CREATE TABLE users (id text PRIMARY KEY);',
  snapshot: exampleSnapshot('one', null, { users: [column('id', true)] }),
};

/** A schema file: the table of users with further lines inside and after it. */
function schema(inside = '', after = '', before = ''): string {
  return `${before}import { pgTable, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {
  id: text('id').primaryKey(),${inside}
});
${after}`;
}

const config = `export default { schema: './schema.ts', dialect: 'postgresql' };`;
const files = (migrations: Parameters<typeof exampleHistory>[0], text: string) => ({
  'drizzle.config.ts': config,
  'schema.ts': text,
  ...exampleHistory(migrations),
});
const base = files([start], schema());
const nick = `\n  nick: text('nick'),`;
const mail = `\n  mail: text('mail'),`;

test('the finding lists what differs, with its places, and prints the SQL', async () => {
  const posts = `export const posts = pgTable('posts', { id: text('id').primaryKey() });`;
  const { findings } = await reviewed({ base, head: files([start], schema(nick, posts)) });
  expect(findings).toMatchObject([
    {
      check: 'schema-not-generated',
      severity: 'error',
      path: 'schema.ts',
      line: 4,
      message: 'The schema adds `users.nick` and `posts`, and no migration does.',
      evidence: {
        snapshot: 'drizzle/meta/0000_snapshot.json',
        differences: [
          { kind: 'added', object: 'column', name: 'users.nick', path: 'schema.ts', line: 4 },
          { kind: 'added', object: 'table', name: 'posts', path: 'schema.ts', line: 6 },
        ],
        sql: [
          'CREATE TABLE "posts" (\n\t"id" text PRIMARY KEY NOT NULL\n);\n',
          'ALTER TABLE "users" ADD COLUMN "nick" text;',
        ],
      },
    },
  ]);
  expect(findings[0]?.todo).toContain('added column users.nick  schema.ts:4');
  expect(findings[0]?.todo).toContain('ALTER TABLE "users" ADD COLUMN "nick" text;');
});

test('what base has already is not said again, nor is its SQL', async () => {
  const old = files([start], schema(nick));
  const { findings, statistics } = await reviewed({
    base: old,
    head: files([start], schema(nick + mail)),
  });
  expect(findings.map(({ message }) => message)).toEqual([
    'The schema adds `users.mail`, and no migration does.',
  ]);
  expect(findings[0]?.evidence?.sql).toEqual(['ALTER TABLE "users" ADD COLUMN "mail" text;']);
  expect(statistics.known).toBe(1);
});

test('what may be a rename is said to be one', async () => {
  const named = schema().replace(`id: text('id')`, `id: text('user_id')`);
  const { findings } = await reviewed({ base, head: files([start], named) });
  expect(findings[0]?.todo).toContain('If something only got another name, say so');
  expect(findings[0]?.evidence?.sql).toEqual([
    'ALTER TABLE "users" ADD COLUMN "user_id" text PRIMARY KEY NOT NULL;',
    'ALTER TABLE "users" DROP COLUMN "id";',
  ]);
});

test('a table that is gone is reported on the file that declared it', async () => {
  const posts = { 'posts.ts': schema().replaceAll('users', 'posts') };
  const both = exampleSnapshot('one', null, {
    users: [column('id', true)],
    posts: [column('id', true)],
  });
  const before = {
    ...files([{ ...start, snapshot: both }], schema('', `export * from './posts';`)),
    ...posts,
  };
  const head = { ...before, 'schema.ts': schema('', `export * from './posts'; `) };
  const { findings } = await reviewed({ base: before, head: { ...head, 'posts.ts': '\n\n' } });
  expect(findings).toMatchObject([{ path: 'posts.ts', line: 1 }]);
  expect(findings[0]?.message).toContain('`posts`');
});

test('a migration by hand without a snapshot is told once', async () => {
  const sql = 'ALTER TABLE users ADD COLUMN nick text;';
  const byHand = { tag: '0001_nick', when: 1_770_000_000_000, sql, snapshot: null };
  const { findings } = await reviewed({ base, head: files([start, byHand], schema(nick)) });
  expect(findings.map(({ check }) => check)).toEqual(['snapshot-missing']);
});

test('places are those of head, where base moved the lines', async () => {
  const moved = files([start], schema('', '', '// A line.\n// Another one.\n'));
  const both = schema(nick, '', '// A line.\n// Another one.\n');
  const change = { mergeBase: base, base: moved, head: files([start], schema(nick)) };
  const trees = changeOf(change);
  const merged: typeof trees = {
    ...trees,
    conflicts: new Set(),
    list: async (tree) =>
      (await trees.list(tree)).map((each) =>
        tree === 'merged' && each.path === 'schema.ts' ? { ...each, oid: 'merged' } : each,
      ),
    async read(tree, paths) {
      const found = new Map(await trees.read(tree, paths));
      if (tree === 'merged' && found.has('schema.ts')) {
        found.set('schema.ts', { oid: 'merged', size: 0, text: both, problem: null });
      }
      return found;
    },
  };
  const ports = { checks: registry, parse, readSchema: reader.read };
  const { findings } = await review(merged, defaultSettings, ports);
  expect(findings).toMatchObject([{ check: 'schema-not-generated', path: 'schema.ts', line: 4 }]);
});

test('what cannot be read is named, and nothing is claimed of it', async () => {
  const unread = schema().replace('{\n  id', `{ ...more,\n  id`);
  const head = files([start], `import { more } from 'elsewhere';\n${unread}`);
  const { findings, skipped } = await reviewed({ base, head });
  expect(findings).toEqual([]);
  expect(skipped).toEqual([
    {
      check: 'schema-not-generated',
      because: expect.stringMatching(/^users at schema\.ts:\d could not be read: .*elsewhere/),
    },
  ]);
  const later = await reviewed({
    base: head,
    head: { ...head, 'schema.ts': `${head['schema.ts']}\n` },
  });
  expect(later.skipped.map(({ because }) => because)).toEqual([
    '1 export of the schema could not be read, as on the base branch',
  ]);
});

test('a collision is told as one, and the schema is judged when it is solved', async () => {
  const mine = {
    tag: '0001_nick',
    when: 1_770_000_000_000,
    sql: 'ALTER TABLE users ADD COLUMN nick text;',
    snapshot: exampleSnapshot('mine', 'one', { users: [column('id', true), column('nick')] }),
  };
  const theirs = {
    tag: '0001_mail',
    when: 1_765_000_000_000,
    sql: 'ALTER TABLE users ADD COLUMN mail text;',
    snapshot: exampleSnapshot('theirs', 'one', { users: [column('id', true), column('mail')] }),
  };
  const { findings, skipped } = await reviewed({
    mergeBase: base,
    base: files([start, theirs], schema(mail)),
    head: files([start, mine], schema(nick)),
  });
  expect(findings.map(({ check }) => check)).not.toContain('schema-not-generated');
  expect(skipped).toEqual([
    { check: 'schema-not-generated', because: '0001_nick collides with 0001_mail' },
  ]);
});

test('a change of other code reads no schema', async () => {
  const elsewhere = { ...base, 'drizzle.config.ts': config.replace('./', './db/') };
  const moved = Object.fromEntries(
    Object.entries(elsewhere).map(([path, text]) => [
      path === 'schema.ts' ? 'db/schema.ts' : path,
      text,
    ]),
  );
  read.length = 0;
  const { findings } = await reviewed({
    base: { ...moved, 'app.ts': '1' },
    head: { ...moved, 'app.ts': '2' },
  });
  expect(findings).toEqual([]);
  expect(read.flat()).not.toContain('db/schema.ts');
});
