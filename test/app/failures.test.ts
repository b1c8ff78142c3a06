import { expect, test } from '@jest/globals';
import type { FaultOptions, Matcher } from '../github/faults.ts';
import { drizzleProject, startApp, type RunningApp } from '../running-app.ts';

const users = 'CREATE TABLE "users" ("id" integer);';
const deletes = 'DELETE FROM "users";';

/** Opens one more pull request with an error in it, and waits until its review has ended. */
async function review({ repository, server, logged }: RunningApp, name: string) {
  const before = logged.length;
  const files = drizzleProject(users, deletes);
  await repository.push(name, { ...files, name }, { from: 'main' });
  const pull = await repository.openPullRequest({ head: name });
  await server.idle();
  const complaints = logged
    .slice(before)
    .filter(({ level, fields }) => level !== 'info' && 'err' in fields && 'delivery' in fields);
  return { runs: pull.checkRuns, reviews: pull.reviews, complaints };
}

/** The requests of one review, by their operations. */
async function operationsOf(app: RunningApp): Promise<string[]> {
  await review(app, 'warm');
  const before = app.github.requests.length;
  await review(app, 'counted');
  return app.github.requests.slice(before).map(({ operation }) => operation!);
}

const passing: [string, FaultOptions | 'hangs'][] = [
  ['answered 500', { status: 500 }],
  ['done, and then answered 502', { status: 502, after: true }],
  ['dropped', { drop: true }],
  ['never answered', 'hangs'],
];

test.each(passing)(
  'a review comes through when one request is %s, whichever',
  async (_, failure) => {
    const app = await startApp({ answerWithin: 1500 });
    const operations = await operationsOf(app);
    for (const index of operations.keys()) {
      let seen = 0;
      const isNth: Matcher = () => seen++ === index;
      if (failure === 'hangs') app.github.hold(isNth);
      else app.github.fail(isNth, failure);
      const { runs, reviews } = await review(app, `change-${index}`);
      expect(runs).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
      expect(reviews).toHaveLength(1);
    }
  },
  180_000,
);

/** What is left of a review when GitHub refuses one request, by the operation; each is logged. */
const left: Readonly<Record<string, { conclusion: string | null; reviews: number }>> = {
  'checks/list-for-ref': { conclusion: 'action_required', reviews: 1 },
  'checks/create': { conclusion: null, reviews: 0 },
  'checks/update': { conclusion: 'action_required', reviews: 1 },
  'pulls/get': { conclusion: 'failure', reviews: 0 },
  'repos/compare-commits-with-basehead': { conclusion: 'failure', reviews: 0 },
  'git/get-tree': { conclusion: 'failure', reviews: 0 },
  graphql: { conclusion: 'failure', reviews: 0 },
  'pulls/list-reviews': { conclusion: 'action_required', reviews: 0 },
  'pulls/create-review': { conclusion: 'action_required', reviews: 0 },
};

test.each([403, 422])(
  '%i to any one request leaves no check run open, and is logged',
  async (status) => {
    const app = await startApp();
    const operations = await operationsOf(app);
    expect([...new Set(operations)].sort()).toEqual(Object.keys(left).sort());
    for (const [index, operation] of operations.entries()) {
      let seen = 0;
      app.github.fail(() => seen++ === index, { status });
      const { runs, reviews, complaints } = await review(app, `change-${index}`);
      // The branch of base may be gone: then its last known commit is asked for.
      if (status === 422 && operation.startsWith('repos/compare')) continue;
      const expected = left[operation]!;
      const { conclusion } = expected;
      expect(runs).toMatchObject(conclusion === null ? [] : [{ status: 'completed', conclusion }]);
      expect(reviews).toHaveLength(expected.reviews);
      expect(complaints).toHaveLength(1);
    }
  },
  180_000,
);

test.each([403, 503])(
  '%i to an operation for good closes the check run too',
  async (status) => {
    const app = await startApp();
    const operations = new Set(await operationsOf(app));
    for (const operation of operations) {
      let down = true;
      app.github.fail((request) => down && request.operation === operation, {
        status,
        times: Infinity,
      });
      const { runs, complaints } = await review(app, operation);
      down = false;
      expect(complaints).not.toHaveLength(0);
      // What cannot be made or written cannot be closed; the log says so.
      const isUnmade =
        operation === 'checks/create' || (operation === 'checks/list-for-ref' && status === 503);
      if (isUnmade) expect(runs).toEqual([]);
      else if (operation === 'checks/update')
        expect(runs).toMatchObject([{ status: 'in_progress' }]);
      else expect(runs).toMatchObject([{ status: 'completed' }]);
    }
  },
  180_000,
);

test('a token that cannot be had at once is asked for again', async () => {
  const app = await startApp();
  app.github.fail('apps/create-installation-access-token', { status: 503, times: 6 });
  app.github.fail('apps/get-authenticated', { status: 503, times: 6 });
  const { runs } = await review(app, 'change');
  expect(runs).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
});
