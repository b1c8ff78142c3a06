import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Request } from './wire.ts';

/** One statement of 2 MB takes 0.2 to 0.4 s. */
const millisecondsPerRequest = 3_000;
const millisecondsPerBudget = 10_000;
const millisecondsPerLook = 100;

/** The time that all requests of one file have together, in milliseconds. */
export interface Budget {
  left: number;
}

export function newBudget(): Budget {
  return { left: millisecondsPerBudget };
}

export interface Service {
  /** Asks the parser thread; what it dies of, or takes too long for, is answered `tooComplex`. */
  ask(request: Request, budget: Budget): Promise<Answer>;
  /** Ends the thread; what is still asked rejects. */
  close(): Promise<void>;
}

interface Job {
  readonly request: Request;
  readonly budget: Budget;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * The thread that the grammars run in. What is asked in one turn of the event loop, or while the
 * thread is busy, goes there in one message. A thread that dies is replaced, and the
 * requests beside the one that it died of are asked again. It does not keep the process alive.
 */
export function startService(): Service {
  const current = new Int32Array(new SharedArrayBuffer(4));
  let waiting: Job[] = [];
  let batch: Job[] = [];
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
    if (batch.length > 0 || waiting.length === 0) return;
    batch = waiting;
    waiting = [];
    answered = 0;
    worker ??= startWorker();
    worker.ref();
    worker.postMessage(batch.map((job) => job.request));
    watch = setInterval(look, millisecondsPerLook);
  }

  function receive(answers: readonly Answer[]): void {
    for (const answer of answers) batch[answered++]?.resolve(answer);
    if (answered < batch.length) return;
    settle();
    worker?.unref();
    setImmediate(send);
  }

  function settle(): void {
    if (watch !== null) clearInterval(watch);
    watch = null;
    batch = [];
    answered = 0;
    looked = -1;
  }

  /** Looks rather than clocks are counted, so that a busy main thread does not count as time. */
  function look(): void {
    const index = Atomics.load(current, 0);
    spent = index === looked ? spent + millisecondsPerLook : 0;
    looked = index;
    const job = batch[index];
    if (job === undefined) return;
    job.budget.left -= millisecondsPerLook;
    if (stopped !== null || (spent < millisecondsPerRequest && job.budget.left > 0)) return;
    stopped = index;
    void worker?.terminate();
  }

  function recover(cause: Error | null): void {
    worker = null;
    const guilty = stopped ?? Atomics.load(current, 0);
    const [jobs, from] = [batch, answered];
    settle();
    stopped = null;
    if (closed || guilty < 0) {
      const error = cause ?? new Error('the parser has ended');
      for (const job of [...jobs.slice(from), ...waiting]) job.reject(error);
      waiting = [];
      return;
    }
    if (guilty >= from) jobs[guilty]?.resolve({ tooComplex: true });
    waiting = [...jobs.slice(from).filter((_, index) => from + index !== guilty), ...waiting];
    send();
  }

  function ask(request: Request, budget: Budget): Promise<Answer> {
    if (closed) return Promise.reject(new Error('the parser has ended'));
    if (budget.left <= 0) return Promise.resolve({ tooComplex: true });
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (waiting.push({ request, budget, resolve, reject }) === 1) setImmediate(send);
    return promise;
  }

  async function close(): Promise<void> {
    closed = true;
    await worker?.terminate();
  }

  return { ask, close };
}

/** Nothing of this process's own environment; a compile cache is not handed on by itself. */
function environment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
}
