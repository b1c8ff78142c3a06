import { expect, test } from '@jest/globals';
import { drizzleProject as projectIn } from '../drizzle-project.ts';
import { drizzleProject, folder, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const drops = 'DROP TABLE "users";';
type Files = Record<string, string>;

/** What the app's other requests are for: the check run, and the summary. */
const publishing = /^(?:checks\/|pulls\/(?:list-reviews|create-review|update-review)$)/;

/** Reviews a change, and counts the requests that read it, the first ones of the process included. */
async function review({ repository, server, github }: RunningApp, files: Files) {
  await repository.push('change', files);
  const pull = await repository.openPullRequest({ head: 'change' });
  await server.idle();
  const operations = github.requests.map(({ operation }) => operation!);
  return {
    pull,
    run: pull.checkRuns[0]!,
    reads: operations.filter((each) => !publishing.test(each)),
  };
}

function tables(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `CREATE TABLE "t${index}" ("id" bigint PRIMARY KEY);`,
  );
}

function schemaFiles(count: number, text: string): Files {
  const files = Array.from({ length: count }, (_, index) => [`packages/db/src/s${index}.ts`, text]);
  return Object.fromEntries(files) as Files;
}

test('100 files of every kind over 300 migrations cost at most 12 requests to read', async () => {
  const app = await startApp({
    files: {
      ...drizzleProject(...tables(300)),
      ...schemaFiles(60, 'export {};\n'),
      '.github/db-review.yml': 'failOn: warning\n',
      'packages/db/package.json': '{ "scripts": { "migrate": "tsx src/migrate.ts" } }',
      'packages/db/src/migrate.ts': 'migrate(db, { migrationsFolder: "drizzle" });\n',
    },
  });
  const { run, reads } = await review(app, {
    ...drizzleProject(...tables(318)),
    ...schemaFiles(60, 'export const changed = 1;\n'),
    '.github/db-review.yml': 'failOn: never\n',
    'packages/db/package.json': '{ "scripts": { "migrate": "node --import tsx src/migrate.ts" } }',
    'packages/db/src/migrate.ts': 'await migrate(db, { migrationsFolder: "drizzle" });\n',
  });
  expect(run).toMatchObject({
    conclusion: 'success',
    title: expect.stringMatching(/^18 migrations checked, /),
  });
  expect(reads.length).toBeLessThanOrEqual(12);
});

test('each file over 500 KB costs one request more', async () => {
  const app = await startApp();
  const large = `${drops}\n-- ${'x'.repeat(600_000)}\n`;
  const { run, reads } = await review(
    app,
    drizzleProject(users, large, large.toLowerCase(), drops),
  );
  expect(run.annotations).toHaveLength(3);
  expect(reads.filter((each) => each === 'git/get-blob')).toHaveLength(2);
  expect(reads.length).toBeLessThanOrEqual(12 + 2);
});

test('fifty projects are reviewed at the cost of one', async () => {
  const folders = Array.from({ length: 50 }, (_, index) => `packages/p${index}/drizzle`);
  const all = (...migrations: string[]): Files =>
    Object.assign({}, ...folders.map((each) => projectIn(each, ...migrations))) as Files;
  const app = await startApp({ files: all(users) });
  const { run, reads } = await review(app, all(users, drops));
  expect(run).toMatchObject({
    conclusion: 'action_required',
    title: 'drop-table: users, and 49 more errors',
  });
  expect(new Set(run.annotations.map(({ path }) => path)).size).toBe(50);
  expect(reads.length).toBeLessThanOrEqual(12);
});

test('a diff of 3,000 files is reviewed like a small one', async () => {
  const app = await startApp();
  const pages = Array.from({ length: 3000 }, (_, index) => [`docs/${index}.md`, `${index}\n`]);
  const { run, reads } = await review(app, {
    ...drizzleProject(users, drops),
    ...(Object.fromEntries(pages) as Files),
  });
  expect(run).toMatchObject({ conclusion: 'action_required', title: 'drop-table: users' });
  expect(reads.length).toBeLessThanOrEqual(12);
});

test('files that are too large or too full are findings, and the others are reviewed', async () => {
  const app = await startApp();
  const large = `SELECT '${'x'.repeat(30_000_000)}';`;
  const full = 'SELECT 1;'.repeat(200_001);
  const { run } = await review(app, drizzleProject(users, large, full, drops));
  expect(run.conclusion).toBe('action_required');
  const found = run.annotations.map(({ path, title, message }) => [
    path.slice(folder.length + 1),
    /\((.*)\)/.exec(title!)![1],
    /could not be reviewed: `(.*)`/.exec(message)?.[1],
  ]);
  expect(found).toEqual([
    ['0001_step.sql', 'raw-sql-unknown', 'the file is too large'],
    [
      '0002_step.sql',
      'raw-sql-unknown',
      'nested so deeply, or so costly, that the parser was stopped',
    ],
    ['0003_step.sql', 'drop-table', undefined],
  ]);
  // A comment in a file that is not read cannot ask for anything; a person can.
  expect(run.summary).toMatch(/^\/db-review accept [0-9a-f]{16} because /m);
  expect(run.text).toContain('0001&#95;step.sql is too large to be read');
}, 60_000);
