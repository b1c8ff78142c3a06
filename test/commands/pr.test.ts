import { afterEach, expect, test } from '@jest/globals';
import { drizzleProject } from '../drizzle-project.ts';
import { appClient } from '../github/client.ts';
import { primaryLimit } from '../github/faults.ts';
import { startGitHub, type GitHub } from '../github/start.ts';
import { runCli } from './cli.ts';

const folder = 'packages/db/drizzle';
const users = 'CREATE TABLE "users" ("id" bigint PRIMARY KEY);';
const deletes = 'DELETE FROM "users";';
let github: GitHub;

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

/** `acme/shop#1`, which deletes all users, at a GitHub whose pages stand at `host`. */
async function open() {
  github = await startGitHub();
  const files = drizzleProject(folder, users);
  const repository = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files,
    private: true,
  });
  repository.collaborators.set('ann', 'write');
  await repository.push('change', drizzleProject(folder, users, deletes));
  const pull = await repository.openPullRequest({ head: 'change', author: 'ann' });
  return { pull, repository, host: new URL(github.url).host };
}

function run(args: readonly string[], token: string) {
  const env = { GITHUB_TOKEN: token, GHE_PROTOCOL: 'http', GHE_HOST: new URL(github.url).host };
  return runCli(['pr', '--no-replay', ...args], { env });
}

test("a person's token reviews, and posts the summary when told to, once", async () => {
  const { pull, host } = await open();
  const token = github.tokenOf('ann');
  const review = await run(['acme/shop#1', '--format', 'json'], token);
  expect(review).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(review.stdout)).toMatchObject({
    verdict: 'accept',
    head: pull.head,
    findings: [{ check: 'delete-without-where', path: `${folder}/0001_step.sql` }],
  });
  expect(pull.reviews).toEqual([]);

  const page = `http://${host}/acme/shop/pull/1`;
  const posted = await run([`${page}/files?w=1`, '--post'], token);
  expect(posted.code).toBe(1);
  expect(posted.stdout).toContain('DELETE FROM "users"');
  expect(posted.stderr).toBe(
    "db-review: posted no check run: GitHub takes one only from an app, and the token is ann's\n" +
      `db-review: posted the summary on ${page}\n`,
  );
  expect(pull.reviews).toMatchObject([{ author: 'ann', state: 'COMMENTED', commit: pull.head }]);
  expect(pull.checkRuns).toEqual([]);

  const again = await run(['acme/shop#1', '--post'], token);
  expect(again.stderr).toContain('the summary that stands there is right already');
  expect(pull.reviews).toHaveLength(1);
});

test("an app's token, such as a workflow's, posts the check run too", async () => {
  const { pull } = await open();
  const client = await appClient(github);
  const installation_id = github.installation('acme');
  const { data } = await client.rest.apps.createInstallationAccessToken({ installation_id });
  const { stderr } = await run(['acme/shop#1', '--post'], data.token);
  expect(stderr).toContain(
    'posted the check run db-review (action_required): delete-without-where',
  );
  expect(pull.checkRuns).toMatchObject([
    { name: 'db-review', conclusion: 'action_required', annotations: [{ start_line: 1 }] },
  ]);
  expect(pull.reviews).toMatchObject([{ author: 'db-review[bot]' }]);
});

test('a change with nothing to say gets no summary', async () => {
  const { repository, pull } = await open();
  await repository.push('fine', drizzleProject(folder, users, 'SELECT 1;'), { from: 'main' });
  await repository.openPullRequest({ head: 'fine' });
  const { code, stderr } = await run(['acme/shop#2', '--post'], github.tokenOf('ann'));
  expect(code).toBe(0);
  expect(stderr).toContain('posted no summary, since there is no warning and no error');
  expect(pull.reviews).toEqual([]);
});

test('what GitHub refuses is said with what to do', async () => {
  await open();
  const ann = github.tokenOf('ann');
  const refused = async (args: readonly string[], token: string) => {
    const { code, stdout, stderr } = await run(args, token);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };
  expect(await refused(['acme/shop#1'], 'ghp_false')).toContain('has expired or was revoked');
  expect(await refused(['acme/shop#7'], ann)).toContain('Pull request #7 of acme/shop');
  expect(await refused(['acme/shop#1'], github.tokenOf('eve'))).toContain('the scope "repo"');

  const sso = { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?a=1' };
  github.fail('pulls/get', { status: 403, headers: sso });
  expect(await refused(['acme/shop#1'], ann)).toContain(
    'authorise the token at https://github.com/orgs/acme/sso?a=1',
  );
  github.fail('pulls/get', primaryLimit(Math.ceil(Date.now() / 1000) + 1150));
  expect(await refused(['acme/shop#1'], ann)).toContain('It ends in about 20 minutes.');
});

test('a token goes nowhere but to the host that was named', async () => {
  const { host } = await open();
  const { code, stderr } = await run(['https://evil.example/acme/shop/pull/1'], 'secret');
  expect(code).toBe(2);
  expect(stderr).toContain(`evil.example is not ${host}`);
  expect(github.requests).toEqual([]);
});

test('a call that cannot be meant is a mistake of the caller', async () => {
  await open();
  for (const args of [[], ['shop#1'], ['acme/shop'], ['acme/shop#1', 'acme/shop#2']]) {
    expect(await run(args, 'x')).toMatchObject({ code: 2, stdout: '' });
  }
  expect((await run(['acme/shop#1'], '')).stderr).toContain('set GITHUB_TOKEN or GH_TOKEN');
  expect((await run(['acme/shop#1', '--host', 'a/b'], 'x')).stderr).toContain('is no host');
});
