import { expect, test } from '@jest/globals';
import { drizzleProject, folder, startApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';
const index = 'CREATE INDEX "i" ON "users" ("id");';
const configuration = '.github/db-review.yml';
const journal = `${folder}/meta/_journal.json`;

interface Row {
  /** What the row of the design's table says. */
  readonly situation: string;
  /** The configuration on the base branch. */
  readonly base?: string;
  readonly change: Readonly<Record<string, string>>;
  readonly conclusion: string;
  readonly title: RegExp;
}

const rows: readonly Row[] = [
  {
    situation: 'an error that nobody can accept: it does not parse',
    change: drizzleProject(users, 'CREATE TABEL "a" ();', deletes),
    conclusion: 'failure',
    title: /^syntax-error: .+, and 1 more error$/,
  },
  {
    situation: 'an error that nobody can accept: the journal cannot be read',
    change: { ...drizzleProject(users, index), [journal]: '{' },
    conclusion: 'failure',
    title: /^journal-unreadable: /,
  },
  {
    situation: 'errors that a person may accept, and nobody has',
    change: drizzleProject(users, index, deletes),
    conclusion: 'action_required',
    title: /^delete-without-where: users$/,
  },
  {
    situation: 'an ignore comment of the author does not accept',
    change: drizzleProject(users, `-- db-review-ignore delete-without-where: empty\n${deletes}`),
    conclusion: 'action_required',
    title: /^delete-without-where: users$/,
  },
  {
    situation: 'an ignore comment counts where base trusts it',
    base: 'ignores: trust\n',
    change: drizzleProject(users, `-- db-review-ignore delete-without-where: empty\n${deletes}`),
    conclusion: 'success',
    title: /^1 migration checked, /,
  },
  {
    situation: 'head makes the configuration invalid',
    change: { ...drizzleProject(users, index), [configuration]: 'nothing: 1\n' },
    conclusion: 'action_required',
    title: /^Config error: \.github\/db-review\.yml line 1$/,
  },
  {
    situation: 'an error that nobody can accept weighs more than an invalid configuration',
    change: { ...drizzleProject(users, 'CREATE TABEL'), [configuration]: 'nothing: 1\n' },
    conclusion: 'failure',
    title: /^syntax-error: /,
  },
  {
    situation: 'failOn: warning, and a warning',
    base: 'failOn: warning\n',
    change: drizzleProject(users, index),
    conclusion: 'failure',
    title: /^index-not-concurrent: i$/,
  },
  {
    situation: 'only warnings',
    change: drizzleProject(users, index),
    conclusion: 'success',
    title: /^1 warning: index-not-concurrent: i$/,
  },
  {
    situation: 'clean',
    change: drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'),
    conclusion: 'success',
    title: /^1 migration checked, /,
  },
  {
    situation: 'nothing watched changed',
    change: { 'README.md': 'changed\n' },
    conclusion: 'success',
    title: /^No database changes$/,
  },
  {
    situation: "base's own configuration is invalid: the defaults count",
    base: 'nothing: 1\n',
    change: drizzleProject(users, deletes),
    conclusion: 'action_required',
    title: /^delete-without-where: users$/,
  },
];

test.each(rows)('$situation: $conclusion', async ({ base, change, conclusion, title }) => {
  const app = await startApp(base === undefined ? {} : { files: { [configuration]: base } });
  await app.repository.push('change', change);
  const pull = await app.repository.openPullRequest({ head: 'change' });
  await app.server.idle();
  expect(pull.checkRuns).toMatchObject([
    { status: 'completed', conclusion, title: expect.stringMatching(title) },
  ]);
  expect(pull.checkRuns[0]!.title!.length).toBeLessThanOrEqual(60);
});
