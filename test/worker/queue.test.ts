import { expect, test } from '@jest/globals';
import type { Job } from '../../src/worker/job.ts';
import { createQueue, type Run } from '../../src/worker/queue.ts';

function job(fields: Partial<Job> = {}): Job {
  return {
    task: 'review',
    installation: 1,
    owner: 'acme',
    repo: 'shop',
    subject: { pull: 1 },
    head: 'a'.repeat(40),
    before: null,
    comment: 'when-ready',
    updatedAt: '2026-01-01T00:00:00Z',
    delivery: 'd',
    ...fields,
  };
}

/** Runs that work until the test ends them, or until their signal does. */
function harness(concurrency: number) {
  const events: string[] = [];
  const errors: unknown[] = [];
  const endings = new Map<string, () => void>();
  const run: Run = async ({ head }, signal, turn) => {
    events.push(`open ${head}`);
    try {
      await turn(async () => {
        events.push(`work ${head}`);
        await new Promise<void>((resolve, reject) => {
          endings.set(head, resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        events.push(`done ${head}`);
      });
    } catch (error) {
      events.push(`${head}: ${(error as Error).message}`);
    }
  };
  const queue = createQueue({ run, concurrency, onError: (_, error) => errors.push(error) });
  const end = (head: string) => endings.get(head)?.();
  return { queue, events, errors, end };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('a newer head aborts the running review and begins when that has ended', async () => {
  const { queue, events, end } = harness(2);
  await queue.add(job({ head: 'old' }));
  await settle();
  await queue.add(job({ head: 'new' }));
  await settle();
  expect(events).toEqual([
    'open old',
    'work old',
    'old: Superseded by new',
    'open new',
    'work new',
  ]);
  end('new');
  await queue.idle();
  expect(events.at(-1)).toBe('done new');
});

test('a head that was pushed over before it began is never opened', async () => {
  const { queue, events, end } = harness(2);
  await queue.add(job({ head: 'one' }));
  await settle();
  await queue.add(job({ head: 'two' }));
  await queue.add(job({ head: 'three' }));
  await settle();
  expect(events).not.toContain('open two');
  end('three');
  await queue.idle();
  expect(events.at(-1)).toBe('done three');
});

test('an older delivery that comes late changes nothing', async () => {
  const { queue, events, end } = harness(2);
  await queue.add(job({ head: 'new', updatedAt: '2026-01-01T00:00:05Z' }));
  await settle();
  await queue.add(job({ head: 'old', updatedAt: '2026-01-01T00:00:01Z' }));
  await settle();
  end('new');
  await queue.idle();
  expect(events).toEqual(['open new', 'work new', 'done new']);
});

test('of two pushes in one second, the one that came from the other is the newer', async () => {
  const { queue, events, end } = harness(2);
  await queue.add(job({ head: 'new', before: 'old' }));
  await settle();
  await queue.add(job({ head: 'old' }));
  await settle();
  end('new');
  await queue.idle();
  expect(events).toEqual(['open new', 'work new', 'done new']);
});

test('the same head again, with another base, is not called another push', async () => {
  const { queue, events, end } = harness(2);
  await queue.add(job({ head: 'same' }));
  await settle();
  await queue.add(job({ head: 'same' }));
  await settle();
  end('same');
  await queue.idle();
  expect(events).toContain('same: Started again');
  expect(events.at(-1)).toBe('done same');
});

test('places are shared by all pull requests, and what waits for one is opened all the same', async () => {
  const { queue, events, end } = harness(1);
  await queue.add(job({ subject: { pull: 1 }, head: 'first' }));
  await queue.add(job({ subject: { pull: 2 }, head: 'second' }));
  await settle();
  expect(events.toSorted()).toEqual(['open first', 'open second', 'work first']);
  end('first');
  await settle();
  expect(events.slice(3)).toEqual(['done first', 'work second']);
  end('second');
  await queue.idle();
});

test('closing a pull request ends what waits at once, without a place', async () => {
  const { queue, events, end } = harness(1);
  await queue.add(job({ subject: { pull: 1 }, head: 'first' }));
  await queue.add(job({ subject: { pull: 2 }, head: 'second' }));
  await settle();
  await queue.add(job({ subject: { pull: 2 }, head: 'second', task: 'drop' }));
  await settle();
  expect(events.at(-1)).toBe('second: Pull request was closed');
  end('first');
  await queue.idle();
  expect(events).not.toContain('work second');
});

test('draining waits for what runs, and takes nothing more', async () => {
  const { queue, events, end } = harness(1);
  await queue.add(job({ head: 'last' }));
  await settle();
  const drained = queue.drain(60_000);
  await queue.add(job({ subject: { pull: 2 }, head: 'late' }));
  end('last');
  await drained;
  expect(events).toEqual(['open last', 'work last', 'done last']);
});

test('draining without patience ends what runs and what waits', async () => {
  const { queue, events } = harness(1);
  await queue.add(job({ subject: { pull: 1 }, head: 'first' }));
  await queue.add(job({ subject: { pull: 2 }, head: 'second' }));
  await settle();
  await queue.drain(0);
  expect(events.slice(3).sort()).toEqual([
    'first: Stopped: db-review was restarted',
    'second: Stopped: db-review was restarted',
  ]);
});

test('an unforeseen error is told and does not stop the queue', async () => {
  const errors: unknown[] = [];
  const heads: string[] = [];
  const queue = createQueue({
    run: async ({ head }) => {
      heads.push(head);
      if (head === 'bad') throw new Error('boom');
    },
    concurrency: 1,
    onError: (_, error) => errors.push(error),
  });
  await queue.add(job({ head: 'bad' }));
  await queue.idle();
  await queue.add(job({ head: 'good' }));
  await queue.idle();
  expect(errors).toEqual([new Error('boom')]);
  expect(heads).toEqual(['bad', 'good']);
});
