import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type { WebhookDefinition } from '@octokit/webhooks-examples';
import {
  jobFromPullRequest,
  type PullRequestPayload,
} from '../../../src/worker/events/pull-request.ts';

const definitions = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
) as WebhookDefinition[];
const examples = definitions.find(({ name }) => name === 'pull_request')!
  .examples as unknown as PullRequestPayload[];

function example(action: string, fields: object = {}): PullRequestPayload {
  const payload = examples.find((each) => each.action === action)!;
  return { ...payload, installation: { id: 42 }, ...fields };
}

test("GitHub's own payload becomes a review of its head", () => {
  expect(jobFromPullRequest('delivery-1', example('opened'))).toEqual({
    task: 'review',
    installation: 42,
    owner: 'Codertocat',
    repo: 'Hello-World',
    subject: { pull: 2 },
    head: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
    before: null,
    comment: 'when-ready',
    updatedAt: '2019-05-15T15:20:33Z',
    delivery: 'delivery-1',
  });
});

test('a closed pull request drops its review', () => {
  expect(jobFromPullRequest('d', example('closed'))?.task).toBe('drop');
});

test('an edit counts only when it changes the base', () => {
  const edited = { action: 'edited', changes: { title: { from: 'old' } } };
  expect(jobFromPullRequest('d', example('opened', edited))).toBeNull();
  const moved = { action: 'edited', changes: { base: { ref: { from: 'old' } } } };
  expect(jobFromPullRequest('d', example('opened', moved))?.task).toBe('review');
});

test('a webhook that comes without an installation is nobody to answer to', () => {
  expect(jobFromPullRequest('d', example('opened', { installation: undefined }))).toBeNull();
});
