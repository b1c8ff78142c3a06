import type { Answer, Call } from '../call.ts';
import { notFound } from '../failure.ts';
import { page } from '../page.ts';
import { deliver } from '../webhooks.ts';

/** The newest first, each attempt by itself. */
export function getDeliveries(call: Call): Answer {
  const { deliveries, installations } = call.world;
  const [installation = 0] = installations.values();
  const listed = deliveries.map(({ id, event, payload, status }, index) => ({
    id: index + 1,
    guid: id,
    delivered_at: new Date().toISOString(),
    redelivery: deliveries.findIndex((other) => other.id === id) < index,
    duration: 0.1,
    status: status >= 200 && status < 300 ? 'OK' : 'Invalid HTTP Response',
    status_code: status,
    event,
    action: typeof payload.action === 'string' ? payload.action : null,
    installation_id: installation,
    repository_id: null,
    throttled_at: null,
  }));
  return page(call, listed.toReversed(), (item) => item);
}

export async function postAttempt(call: Call): Promise<Answer> {
  const { world, params } = call;
  const delivery = world.deliveries[Number(params.delivery_id) - 1];
  if (!delivery) throw notFound();
  const { event, payload, id } = delivery;
  // GitHub sends it in the background.
  void deliver(world, event, payload, id);
  return { status: 202, body: {} };
}
