import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { answer, type Untimed, warmUp } from './engine.ts';
import type { Answer, Request } from './wire.ts';

/**
 * Answers are sent in groups, so that they are read meanwhile, and little is lost when this thread
 * has to be stopped.
 */
const millisecondsPerGroup = 10;

/** The tree of 2 MB of INSERTs takes some 10 MB as JSON; what takes this much was made to. */
const longestJson = 60_000_000;

/** Number of the request that is being answered, for the thread that watches the time; -1 for none. */
const current = new Int32Array(workerData as SharedArrayBuffer);
let next = 0;

await warmUp();

/*
 * V8 would optimise the grammars' largest function, which takes 0.5 s and 650 MB, and the end of
 * the process waits for it. As it is first compiled, texts take a fifth longer to parse. The flags
 * are the whole process's, and what Node's compile cache holds is refused under others than it was
 * compiled with: they are set when nothing is left to be loaded here.
 */
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

let last = Promise.resolve();
parentPort?.on('message', (requests: readonly Request[]) => {
  last = last.then(() => answerAll(requests));
});

/** What an engine throws ends this thread: an engine that threw is not trusted again. */
async function answerAll(requests: readonly Request[]): Promise<void> {
  let group: Answer[] = [];
  let sent = performance.now();
  for (const request of requests) {
    const index = next++;
    Atomics.store(current, 0, index);
    group.push(limited(await answer(request, untimed(index))));
    if (performance.now() - sent < millisecondsPerGroup) continue;
    parentPort?.postMessage(group);
    group = [];
    sent = performance.now();
  }
  Atomics.store(current, 0, -1);
  parentPort?.postMessage(group);
}

/** Nobody's time runs while a grammar loads. */
function untimed(index: number): Untimed {
  return async (loading) => {
    Atomics.store(current, 0, -1);
    const grammar = await loading;
    Atomics.store(current, 0, index);
    return grammar;
  };
}

function limited(given: Answer): Answer {
  return 'json' in given && given.json.length > longestJson ? { tooComplex: true } : given;
}
