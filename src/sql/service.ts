import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Request } from './wire.ts';

/** One statement of 2 MB takes 0.2 to 0.4 s. */
const millisecondsPerRequest = 3_000;
const millisecondsPerLook = 100;

/**
 * What requests may cost together: the time that the parser works on them, and the size of the
 * trees, as JSON. A tree takes some ten times the memory of its JSON.
 */
export interface Budget {
  milliseconds: number;
  characters: number;
}

export interface Service {
  /** Asks the parser thread; what it dies of, or what costs too much, is answered `tooComplex`. */
  ask(request: Request, budgets: readonly Budget[]): Promise<Answer>;
  /** Ends the thread; what is still asked rejects. */
  close(): Promise<void>;
}

interface Job {
  readonly request: Request;
  readonly budgets: readonly Budget[];
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * The thread that the grammars run in. What is asked in one turn of the event loop goes there in one
 * message, and the thread answers in the order asked. A thread that dies is replaced, and the
 * requests beside the one that it died of are asked again. It does not keep the process alive.
 */
export function startService(): Service {
  const current = new Int32Array(new SharedArrayBuffer(4));
  let waiting: Job[] = [];
  /** What the thread has not answered yet, by its number in the life of the thread. */
  let sent = new Map<number, Job>();
  let asked = 0;
  let answered = 0;
  let worker: Worker | null = startWorker();
  let watch: NodeJS.Timeout | null = null;
  let looked = -1;
  let spent = 0;
  let stopped: number | null = null;
  let closed = false;

  function startWorker(): Worker {
    current[0] = -1;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const started = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
      workerData: current.buffer,
      env: environment(),
    });
    let cause: Error | null = null;
    started.on('message', receive);
    started.on('error', (error) => (cause = error));
    started.on('exit', () => recover(cause));
    started.unref();
    return started;
  }

  function send(): void {
    const affordable = waiting.filter(({ budgets }) => !isSpent(budgets));
    for (const job of waiting) if (isSpent(job.budgets)) job.resolve({ tooComplex: true });
    waiting = [];
    if (affordable.length === 0) return;
    worker ??= startWorker();
    worker.ref();
    worker.postMessage(affordable.map(({ request }) => request));
    for (const job of affordable) sent.set(asked++, job);
    watch ??= setInterval(look, millisecondsPerLook);
  }

  function receive(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const job = sent.get(answered);
      sent.delete(answered++);
      job?.resolve(isAffordable(answer, job.budgets) ? answer : { tooComplex: true });
    }
    if (sent.size > 0) return;
    rest();
    worker?.unref();
  }

  /** There is nothing to watch. */
  function rest(): void {
    if (watch !== null) clearInterval(watch);
    watch = null;
    looked = -1;
  }

  /** Looks rather than clocks are counted, so that a busy main thread does not count as time. */
  function look(): void {
    const index = Atomics.load(current, 0);
    spent = index === looked ? spent + millisecondsPerLook : 0;
    looked = index;
    const job = sent.get(index);
    if (job === undefined) return;
    for (const budget of job.budgets) budget.milliseconds -= millisecondsPerLook;
    if (stopped !== null || (spent < millisecondsPerRequest && !isSpent(job.budgets))) return;
    stopped = index;
    void worker?.terminate();
  }

  function recover(cause: Error | null): void {
    worker = null;
    rest();
    const guilty = stopped ?? Atomics.load(current, 0);
    const jobs = sent;
    sent = new Map();
    [asked, answered, stopped] = [0, 0, null];
    if (closed || guilty < 0) {
      const error = cause ?? new Error('the parser has ended');
      for (const job of [...jobs.values(), ...waiting]) job.reject(error);
      waiting = [];
      return;
    }
    jobs.get(guilty)?.resolve({ tooComplex: true });
    jobs.delete(guilty);
    waiting = [...jobs.values(), ...waiting];
    send();
  }

  function ask(request: Request, budgets: readonly Budget[]): Promise<Answer> {
    if (closed) return Promise.reject(new Error('the parser has ended'));
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (waiting.push({ request, budgets, resolve, reject }) === 1) queueMicrotask(send);
    return promise;
  }

  async function close(): Promise<void> {
    closed = true;
    await worker?.terminate();
  }

  return { ask, close };
}

function isSpent(budgets: readonly Budget[]): boolean {
  return budgets.some(({ milliseconds, characters }) => milliseconds <= 0 || characters <= 0);
}

function isAffordable(answer: Answer, budgets: readonly Budget[]): boolean {
  if (!('json' in answer)) return true;
  const isEnough = budgets.every(({ characters }) => characters >= answer.json.length);
  for (const budget of budgets) if (isEnough) budget.characters -= answer.json.length;
  return isEnough;
}

/** Nothing of this process's own environment; a compile cache is not handed on by itself. */
function environment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
}
