import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { exampleHistory, exampleSnapshot } from '../../src/review/example-history.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';

const { parse, close } = createParser();
const reader = createSchemaReader();
afterAll(async () => {
  await close();
  await reader.close();
});

const column = (name: string) =>
  ({ name, type: 'text', primaryKey: false, notNull: false }) as const;
const users = {
  tag: '0000_users',
  when: 1_760_000_000_000,
  sql: 'CREATE TABLE users (id text);',
  snapshot: exampleSnapshot('one', null, { users: [column('id')] }),
};
const mail = {
  tag: '0001_mail',
  when: 1_770_000_000_000,
  sql: 'ALTER TABLE users ADD COLUMN mail text;',
  snapshot: exampleSnapshot('two', 'one', { users: [column('id'), column('mail')] }),
};
const posts = {
  tag: '0002_posts',
  when: 1_780_000_000_000,
  sql: 'CREATE TABLE posts (id text);',
  snapshot: exampleSnapshot('three', 'two', {
    users: [column('id'), column('mail')],
    posts: [column('id')],
  }),
};

test.each([
  [[users, mail], [users], ['ALTER TABLE "users" DROP COLUMN "mail";']],
  [
    [users, mail, posts],
    [users],
    ['DROP TABLE "posts" CASCADE;', 'ALTER TABLE "users" DROP COLUMN "mail";'],
  ],
])('a revert comes with the SQL that undoes it (%#)', async (before, after, undo) => {
  const trees = { base: exampleHistory(before), head: exampleHistory(after) };
  const ports = { checks: registry, parse, generateSql: reader.generateSql };
  const { findings } = await review(changeOf(trees), defaultSettings, ports);
  const [finding] = findings.filter(({ check }) => check === 'merged-migration-changed');
  expect(finding?.todo).toContain(`\`\`\`sql\n${undo.join('\n')}\n\`\`\``);
  expect(finding?.message).toMatch(/reverted/);
});
