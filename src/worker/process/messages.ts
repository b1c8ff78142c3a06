import type { Records, Task } from '../task.ts';

/** To the process that reviews. */
export type ToChild =
  | { readonly kind: 'perform'; readonly id: number; readonly task: Task }
  /** `title` is a cancellation's; null returns the task to the queue. */
  | { readonly kind: 'abort'; readonly id: number; readonly title: string | null }
  | ({ readonly kind: 'answer'; readonly id: number } & Outcome);

/** To the process that keeps the database. */
export type ToParent =
  | ({ readonly kind: 'done'; readonly id: number } & Outcome)
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly method: keyof Records;
      readonly args: readonly unknown[];
    };

/** How something ended: with a value, or with an error's text. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** Waits for work, and puts what it ends with into a message. */
export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Promises that are settled by messages. */
export interface Pending {
  /** The next id, and what its message will settle. */
  add(): { readonly id: number; readonly promise: Promise<unknown> };
  settle(id: number, outcome: Outcome): void;
  /** Rejects all that wait. */
  fail(error: Error): void;
}

export function createPending(): Pending {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  return {
    add() {
      const entry = Promise.withResolvers<unknown>();
      const id = ++last;
      waiting.set(id, entry);
      return { id, promise: entry.promise };
    },
    settle(id, outcome) {
      const entry = waiting.get(id);
      waiting.delete(id);
      if ('error' in outcome) entry?.reject(new Error(outcome.error));
      else entry?.resolve(outcome.value);
    },
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
