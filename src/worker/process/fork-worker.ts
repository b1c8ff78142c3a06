import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Cancellation } from '../cancellation.ts';
import type { Worker, WorkerOptions } from '../start-worker.ts';
import type { Records } from '../task.ts';
import { createPending, outcomeOf, type Pending, type ToChild, type ToParent } from './messages.ts';

/** The same file beside this one, compiled or not. */
const child = fileURLToPath(new URL(import.meta.url)).replace(/fork-worker(\.[jt]s)$/, 'child$1');

interface Running {
  readonly process: ChildProcess;
  readonly tasks: Pending;
}

/**
 * Starts what reviews in a process of its own, so that nothing of it delays the answer to a webhook.
 * One that dies is started again with the next task; its tasks are rejected.
 */
export function forkWorker({ env, records }: Pick<WorkerOptions, 'env' | 'records'>): Worker {
  let running: Running | null = null;

  function start(): Running {
    const started = { process: fork(child, { env: { ...env } }), tasks: createPending() };
    started.process.on('message', (message: ToParent) => {
      if (message.kind === 'done') return started.tasks.settle(message.id, message);
      const { id, method, args } = message;
      void outcomeOf(callOf(records, method, args)).then((outcome) => {
        tell(started.process, { kind: 'answer', id, ...outcome });
      });
    });
    started.process.once('exit', (code, signal) => {
      if (running === started) running = null;
      started.tasks.fail(new Error(`The process of the reviews ended: ${signal ?? code}`));
    });
    return started;
  }

  return {
    async perform(task, signal) {
      signal.throwIfAborted();
      running ??= start();
      const { process, tasks } = running;
      const { id, promise } = tasks.add();
      const abort = () => {
        const { reason } = signal as { reason: unknown };
        const title = reason instanceof Cancellation ? reason.message : null;
        tell(process, { kind: 'abort', id, title });
      };
      signal.addEventListener('abort', abort, { once: true });
      tell(process, { kind: 'perform', id, task });
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async close() {
      if (!running) return;
      const { process } = running;
      const ended = once(process, 'exit');
      process.disconnect();
      await ended;
    },
  };
}

function callOf(
  records: Records,
  method: keyof Records,
  args: readonly unknown[],
): Promise<unknown> {
  return (records[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}

/** What is said to a process that has just ended is told by its `exit`. */
function tell(process: ChildProcess, message: ToChild): void {
  if (process.connected) process.send(message, () => {});
}
