import { randomUUID } from 'node:crypto';
import { sign } from '@octokit/webhooks-methods';
import {
  example,
  htmlUrl,
  nodeId,
  representPull,
  representRepository,
  representUser,
  type Json,
} from './represent.ts';
import type { Delivery, Pull, Repository, World } from './state.ts';

/**
 * Sends an event to the app, signed, if the app listens to it and an address is set. Waits for the
 * app's answer and keeps the delivery.
 *
 * @param id of the delivery; a redelivery carries the one of the first
 */
export async function deliver(
  world: World,
  event: string,
  payload: Json,
  id: string = randomUUID(),
): Promise<Delivery | undefined> {
  const always = event === 'check_run' || event === 'check_suite' || event.startsWith('install');
  if (!world.webhookUrl || !(always || world.app.events.includes(event))) return undefined;
  const body = JSON.stringify(payload);
  const start = performance.now();
  const response = await fetch(world.webhookUrl, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/simulated',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-github-hook-id': '1',
      'x-github-hook-installation-target-id': String(world.app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': await sign(world.app.webhookSecret, body),
    },
  }).catch(() => undefined);
  await response?.arrayBuffer();
  const milliseconds = performance.now() - start;
  const delivery = { id, event, payload, status: response?.status ?? 0, milliseconds };
  world.deliveries.push(delivery);
  return delivery;
}

/** What every payload about a repository ends with. */
export function commonPayload(world: World, repository: Repository, sender: string): Json {
  const installation = world.installations.get(repository.owner)!;
  return {
    repository: representRepository(world, repository),
    sender: representUser(world, sender),
    installation: { id: installation, node_id: nodeId('Installation', installation) },
  };
}

/** Tells the app about a pull request. `more` is what the action brings: `before`, `changes`. */
export async function deliverPull(
  world: World,
  pull: Pull,
  action: string,
  more: Json = {},
): Promise<void> {
  if (!pull.repository.installed) return;
  await deliver(world, 'pull_request', {
    action,
    number: pull.number,
    pull_request: representPull(world, pull),
    ...more,
    ...commonPayload(world, pull.repository, pull.author),
  });
}

export interface Push {
  readonly branch: string;
  /** Undefined for a branch that is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly forced: boolean;
}

/** Tells the app that a branch moved. The commits themselves are not listed. */
export async function deliverPush(world: World, repository: Repository, push: Push): Promise<void> {
  if (!repository.installed) return;
  const before = push.before ?? '0'.repeat(40);
  await deliver(world, 'push', {
    ...example('push'),
    ref: `refs/heads/${push.branch}`,
    before,
    after: push.after,
    base_ref: null,
    created: push.before === undefined,
    deleted: false,
    forced: push.forced,
    compare: `${htmlUrl(repository)}/compare/${before}...${push.after}`,
    commits: [],
    head_commit: null,
    pusher: { name: repository.owner, email: 'noreply@github.com' },
    ...commonPayload(world, repository, repository.owner),
  });
}
