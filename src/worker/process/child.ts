import { Cancellation } from '../cancellation.ts';
import { startWorker } from '../start-worker.ts';
import type { Records } from '../task.ts';
import { createPending, outcomeOf, type ToChild, type ToParent } from './messages.ts';

const calls = createPending();
const controllers = new Map<number, AbortController>();

/** Each method of the records is asked of the process that keeps the database. */
const records = new Proxy({} as Records, {
  get: (_, method) => (method === 'then' ? undefined : ask(method as keyof Records)),
});

function ask(method: keyof Records) {
  return (...args: readonly unknown[]): Promise<unknown> => {
    const { id, promise } = calls.add();
    send({ kind: 'call', id, method, args });
    return promise;
  };
}

function send(message: ToParent): void {
  process.send?.(message);
}

// Ctrl-C reaches all processes of a terminal; the parent says when to end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());

const worker = await startWorker({ env: process.env, records });

process.on('message', (message: ToChild) => {
  if (message.kind === 'answer') return calls.settle(message.id, message);
  if (message.kind === 'abort') {
    const { id, title } = message;
    const reason = title === null ? new Error('Returned to the queue') : new Cancellation(title);
    return controllers.get(id)?.abort(reason);
  }
  const { id, task } = message;
  const controller = new AbortController();
  controllers.set(id, controller);
  void outcomeOf(worker.perform(task, controller.signal)).then((outcome) => {
    controllers.delete(id);
    send({ kind: 'done', id, ...outcome });
  });
});
