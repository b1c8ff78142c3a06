import { createHash } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { type Diagnosis, diagnose } from '../../src/review/diagnose.ts';
import { errorKnowledge } from '../../src/review/error-knowledge.ts';
import { drizzleMigrator } from '../../src/review/settings.ts';
import { historyOf } from '../../src/drizzle/read-history.ts';
import { createParser } from '../../src/sql/parser.ts';

const parser = createParser();
afterAll(() => parser.close());

/** A history of migrations by tag, each with its SQL and its `when`; without one, it is not listed. */
function history(...migrations: [tag: string, sql: string, when: number | null][]) {
  const journal = {
    entries: migrations.flatMap(([tag, , when], idx) =>
      when === null ? [] : [{ idx, when, tag }],
    ),
  };
  const texts = new Map(
    migrations.map(([tag, text]) => [`drizzle/${tag}.sql`, { text, problem: null }] as const),
  );
  const path = 'drizzle/meta/_journal.json';
  const files = new Map([...texts, [path, { text: JSON.stringify(journal), problem: null }]]);
  const entries = [...files.keys()].map((each) => ({ path: each, oid: each }));
  return historyOf('drizzle', entries, files);
}

async function reading(
  error: string,
  ...migrations: Parameters<typeof history>
): Promise<
  Pick<Diagnosis, 'reading' | 'object'> & { code: string; traces: string[]; mark: string | null }
> {
  const said = await diagnose(error, history(...migrations), drizzleMigrator, parser.parse);
  const { knowledge, object, traces, reading: read, markAsRun } = said!;
  return {
    code: knowledge.code,
    object,
    reading: read,
    traces: traces.map(({ kind, tag, line, fate }) => `${tag}:${line} ${kind} ${fate}`),
    mark: markAsRun?.sql ?? null,
  };
}

const add = 'ALTER TABLE users ADD COLUMN email text;';

test('a column that one migration makes: its row for the migrator is offered', async () => {
  const hash = createHash('sha256').update(add).digest('hex');
  expect(
    await reading(
      'error: column "email" of relation "users" already exists',
      ['0000_a', 'CREATE TABLE users (id int);\nCREATE TABLE posts (email text);', 1],
      ['0001_b', add, 2],
    ),
  ).toEqual({
    code: '42701',
    object: 'users.email',
    reading: 'made once',
    traces: ['0001_b:1 makes runs'],
    mark: `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', 2);`,
  });
});

test('what two migrations make, and what none makes', async () => {
  const error = 'PostgresError: relation "users_idx" already exists';
  const index = 'CREATE INDEX users_idx ON users (id);';
  const twice = await reading(error, ['0000_a', index, 1], ['0001_b', `SELECT 1;\n${index}`, 2]);
  expect(twice).toMatchObject({
    code: '42P07',
    reading: 'made twice',
    traces: ['0000_a:1 makes runs', '0001_b:2 makes runs'],
    mark: null,
  });
  expect(await reading(error, ['0000_a', 'SELECT 1;', 1])).toMatchObject({
    reading: 'made nowhere',
    traces: [],
  });
});

test('what is missing since the journal skips it, drops it, or does not list it', async () => {
  const error = 'relation "posts" does not exist (42P01)';
  const posts = 'CREATE TABLE posts (id int);';
  expect(await reading(error, ['0000_a', 'SELECT 1;', 5], ['0001_b', posts, 3])).toMatchObject({
    reading: 'skipped',
    traces: ['0001_b:1 makes skipped'],
  });
  expect(
    await reading(error, ['0000_a', posts, 1], ['0001_b', 'DROP TABLE posts;', 2]),
  ).toMatchObject({ reading: 'dropped' });
  expect(await reading(error, ['0000_a', 'SELECT 1;', 1], ['0001_b', posts, null])).toMatchObject({
    reading: 'unlisted',
    traces: ['0001_b:1 makes unlisted'],
  });
});

/** PostgreSQL's own words, by the code that each has to lead to. */
const messages: readonly (readonly [code: string, text: string])[] = [
  ['42701', 'column "a" of relation "t" already exists'],
  ['42P07', 'relation "t" already exists'],
  ['42710', 'type "mood" already exists'],
  ['42710', 'constraint "c" for relation "t" already exists'],
  ['23502', 'column "a" of relation "t" contains null values'],
  ['23505', 'could not create unique index "i"'],
  ['23503', 'insert or update on table "t" violates foreign key constraint "f"'],
  ['23514', 'check constraint "c" of relation "t" is violated by some row'],
  ['55P03', 'canceling statement due to lock timeout'],
  ['57014', 'canceling statement due to statement timeout'],
  ['55P04', 'unsafe use of new value "x" of enum type mood'],
  ['25001', 'CREATE INDEX CONCURRENTLY cannot run inside a transaction block'],
  ['40P01', 'deadlock detected'],
  ['42703', 'column "a" does not exist'],
  ['42P01', 'relation "t" does not exist'],
  ['42704', 'type "mood" does not exist'],
  ['2BP01', 'cannot drop table t because other objects depend on it'],
  ['42804', 'column "a" cannot be cast automatically to type integer'],
  ['42501', 'permission denied for table t'],
  ['42501', 'must be owner of table t'],
];

test.each(messages)('%s: %s', async (code, text) => {
  const said = await diagnose(`ERROR:  ${text}`, null, drizzleMigrator, parser.parse);
  expect(said?.knowledge.code).toBe(code);
  const byCode = await diagnose(`SQLSTATE ${code}`, null, drizzleMigrator, parser.parse);
  expect(byCode?.knowledge.code).toBe(code);
});

test('each entry is reached by a message above, and what is not known is said', async () => {
  const reached = new Set(
    messages.map(([, text]) => errorKnowledge.find(({ pattern }) => pattern.test(text))),
  );
  expect(errorKnowledge.filter((each) => !reached.has(each))).toEqual([]);
  expect(await diagnose('the disk is full', null, drizzleMigrator, parser.parse)).toBeNull();
});
