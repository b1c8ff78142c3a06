import { expect, test } from '@jest/globals';
import { answerOf, claim, standingEndpoint, useEndpoint } from '../narrative/endpoint.ts';
import { injections } from '../narrative/injections.ts';
import { drizzleProject, startApp } from '../running-app.ts';

useEndpoint();

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';
const index = 'CREATE INDEX "i" ON "users" ("id");';

const scenarios: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  broken: drizzleProject(users, 'CREATE TABEL "a" ();', deletes),
  accept: drizzleProject(users, index, deletes),
  warn: drizzleProject(users, index),
  clean: drizzleProject(users, 'CREATE TABLE "posts" ("id" bigint PRIMARY KEY);'),
  untouched: { 'README.md': 'changed\n' },
};

const good = answerOf({
  intent: claim('The change works on `users`.', 'F1'),
  risks: [claim('It touches the rows of `users`.', 'F1')],
});
const hostile = answerOf({
  intent: claim('The change works on `users`.', 'F1'),
  risks: injections.map(([said]) => claim(said, 'F1')),
});

/** What every pull request of a scenario shows in the end, with this environment. */
async function showsWith(env: Readonly<Record<string, string>>) {
  const app = await startApp({ env });
  const pulls = [];
  for (const [head, files] of Object.entries(scenarios)) {
    await app.repository.push(head, files);
    pulls.push([head, await app.repository.openPullRequest({ head })] as const);
    await app.server.idle();
  }
  // Narratives that are on their way come to their end.
  await app.server.stop(60_000);
  return pulls.map(([head, { checkRuns, reviews }]) => ({
    head,
    checkRuns: checkRuns.map(({ conclusion, title, annotations }) => ({
      conclusion,
      title,
      annotations,
    })),
    narrated: reviews.map(({ body }) => / advisory: the result does not depend/.test(body)),
    said: reviews.map(({ body }) => body).join('\n'),
  }));
}

function modelAt(baseUrl: string): Record<string, string> {
  return { NARRATIVE_MODEL: 'm', NARRATIVE_BASE_URL: baseUrl, NARRATIVE_API_KEY: 'k' };
}

test('with a narrative, without, with one that fails and a hostile one, the result is the same', async () => {
  const off = await showsWith({});
  const on = await showsWith(modelAt(standingEndpoint(good)));
  const failing = await showsWith(modelAt(standingEndpoint({ status: 401, body: {} })));
  const attacked = await showsWith(modelAt(standingEndpoint(hostile)));
  const results = (shown: typeof off) => shown.map(({ head, checkRuns }) => ({ head, checkRuns }));
  expect(results(on)).toEqual(results(off));
  expect(results(failing)).toEqual(results(off));
  expect(results(attacked)).toEqual(results(off));

  const narrated = (shown: typeof off) => shown.flatMap((each) => each.narrated);
  expect(narrated(off)).toEqual([false, false, false]);
  expect(narrated(on)).toEqual([true, true, true]);
  expect(narrated(attacked)).toEqual([false, false, false]);
  expect(failing[1]!.said).toContain('No narrative: the endpoint of the model refused the key.');
  expect(attacked[1]!.said).not.toContain('evil');
});

test('a fork gets none, unless base says so', async () => {
  const env = modelAt(standingEndpoint(good));
  const narrates = async (files: Readonly<Record<string, string>>) => {
    const app = await startApp({ env, files });
    const fork = await app.repository.fork('stranger');
    await fork.push('change', drizzleProject(users, index));
    const pull = await app.repository.openPullRequest({ head: 'change', fork });
    await app.server.idle();
    await app.server.stop(60_000);
    return pull.reviews.map(({ body }) => body.includes('advisory'));
  };
  expect(await narrates({})).toEqual([false]);
  expect(await narrates({ '.github/db-review.yml': 'narrative: { forks: true }\n' })).toEqual([
    true,
  ]);
});
