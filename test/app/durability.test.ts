import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { environmentOf } from '../github/environment.ts';
import type { PullRequest } from '../github/pull.ts';
import type { GitHubRepository } from '../github/repository.ts';
import { startGitHub, type GitHub } from '../github/start.ts';
import { drizzleProject } from '../drizzle-project.ts';
import { startProcess } from '../server-process.ts';

const folder = 'packages/db/drizzle';
const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

let github: GitHub;
let repository: GitHubRepository;

beforeEach(async () => {
  github = await startGitHub();
  const files = drizzleProject(folder, users);
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
  await repository.push('change', drizzleProject(folder, users, deletes));
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

async function startServer() {
  const server = startProcess({ ...environmentOf(github), REPLAY: 'off' });
  const [, url] = await server.line(/Listening on (http:[\w.:/]+)/);
  github.webhookUrl = `${url}/api/github/webhooks`;
  return {
    async kill() {
      server.child.kill('SIGKILL');
      await once(server.child, 'exit');
    },
  };
}

/** Opens a pull request, and kills the process when a request arrives that is never answered. */
async function openAndKillAt(operation: string): Promise<PullRequest> {
  const first = await startServer();
  const held = github.hold(operation);
  const pull = await repository.openPullRequest({ head: 'change' });
  await held.reached;
  await first.kill();
  return pull;
}

test.each(['checks/create', 'checks/update', 'pulls/list-reviews'])(
  'a review whose process is killed at %s is finished by the next one, and nothing is posted twice',
  async (operation) => {
    const pull = await openAndKillAt(operation);
    await startServer();
    await github.until(() => pull.reviews.length > 0);
    expect(pull.checkRuns).toMatchObject([
      { status: 'completed', conclusion: 'action_required', annotations: [{}] },
    ]);
    expect(pull.reviews).toHaveLength(1);
  },
);

test('a push that comes after the kill leaves no check open on the old head', async () => {
  const pull = await openAndKillAt('pulls/get');
  const old = pull.head;
  await startServer();
  const held = github.hold('pulls/get');
  await pull.push(drizzleProject(folder, users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'));
  held.release();
  await github.until(() => pull.checkRuns[0]?.status === 'completed');
  await github.until(() =>
    repository.checkRuns.every(({ headSha, status }) => headSha !== old || status === 'completed'),
  );
  expect(pull.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  expect(repository.checkRuns).toHaveLength(2);
});

test('a second process in the same folder is refused', async () => {
  await startServer();
  const second = startProcess(environmentOf(github));
  expect(await second.ended).toEqual([1, null]);
  expect(second.lines.at(-1)).toMatch(/is in use by process \d+ on .+ DATABASE_URL/);
});
