import { parentPort, workerData } from 'node:worker_threads';
import { answer, warmUp } from './engine.ts';
import type { Answer, Request } from './wire.ts';

/** Answers are sent in groups, so that little is lost when this thread has to be stopped. */
const millisecondsPerGroup = 50;

/** Number of the request that is being answered, for the thread that watches the time; -1 for none. */
const current = new Int32Array(workerData as SharedArrayBuffer);

parentPort?.on('message', (requests: readonly Request[]) => void answerAll(requests));
await warmUp();

/** What an engine throws ends this thread: an engine that threw is not trusted again. */
async function answerAll(requests: readonly Request[]): Promise<void> {
  let group: Answer[] = [];
  let sent = performance.now();
  for (const [index, request] of requests.entries()) {
    Atomics.store(current, 0, index);
    group.push(await answer(request));
    if (performance.now() - sent < millisecondsPerGroup) continue;
    parentPort?.postMessage(group);
    group = [];
    sent = performance.now();
  }
  Atomics.store(current, 0, -1);
  parentPort?.postMessage(group);
}
