import { expect, test } from '@jest/globals';
import { drizzleProject, startApp } from '../running-app.ts';

test('figures tell reviews by conclusion, findings by check, and what waits', async () => {
  const app = await startApp();
  const files = drizzleProject('CREATE TABLE "users" ("id" integer);', 'DELETE FROM "users";');
  await app.repository.push('change', files);
  const held = app.github.hold('pulls/get');
  await app.repository.openPullRequest({ head: 'change' });
  await held.reached;
  const figures = async () => (await fetch(`${app.server.url}/metrics`)).text();
  expect(await figures()).toContain('db_review_waiting{queue="reviews"} 1');

  held.release();
  await app.server.idle();
  const lines = (await figures()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'db_review_reviews_total{conclusion="action_required"} 1',
      'db_review_findings_total{check="delete-without-where",severity="error"} 1',
      'db_review_waiting{queue="reviews"} 0',
      expect.stringMatching(/^db_review_webhook_seconds_count\{status="200"\} [1-9]/),
    ]),
  );
});
