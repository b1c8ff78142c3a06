import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from '../schema/wire.ts';
import { EngineError } from './engine-error.ts';

/** Working time of one question, without the time that it waits for files. PageSpace takes 0.5 s, a machine that is
 * busy with other things many times that. */
const millisecondsPerQuestion = 60_000;
const millisecondsToStart = 60_000;
const megabytes = 384;

/** What to tell the child next, or the end of the conversation. */
export type Reply<Result> = { readonly next: ToChild } | { readonly result: Result };

export interface Engine {
  /**
   * Asks, and goes on answering what the child asks back. One conversation at a time; others wait.
   * Rejects with `EngineError` when the child dies, takes too long or says nonsense, and with
   * what `reply` throws.
   */
  converse<Result>(
    first: ToChild,
    reply: (said: FromChild) => Reply<Result> | Promise<Reply<Result>>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/**
 * The process in which Drizzle's builders and drizzle-kit run: with an empty environment, no
 * files but its own code, no way to start others, limits of memory and time. It does not keep this
 * process alive, and is replaced after any doubt.
 */
export function startEngine(): Engine {
  let child: Child | null = startChild();
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function converse<Result>(
    first: ToChild,
    reply: (said: FromChild) => Reply<Result> | Promise<Reply<Result>>,
  ): Promise<Result> {
    const turn = last.then(() => talk(first, reply));
    last = turn.catch(() => null);
    return turn;
  }

  async function talk<Result>(
    first: ToChild,
    reply: (said: FromChild) => Reply<Result> | Promise<Reply<Result>>,
  ): Promise<Result> {
    if (isClosed) throw new EngineError('the engine has ended');
    child ??= startChild();
    const { ask } = child;
    let left = millisecondsPerQuestion;
    let message = first;
    try {
      for (;;) {
        const started = performance.now();
        const said = await ask(message, left);
        left -= performance.now() - started;
        if (said.kind === 'schema' && said.isDoubtful) discard();
        const replied = await reply(said);
        if ('result' in replied) return replied.result;
        message = replied.next;
      }
    } catch (error) {
      discard();
      throw error;
    }
  }

  function discard(): void {
    child?.kill();
    child = null;
  }

  async function close(): Promise<void> {
    isClosed = true;
    const ending = child?.end();
    child = null;
    await ending;
  }

  return { converse, close };
}

interface Child {
  /** Sends a message and waits for the next one; the child is started by then, or that fails. */
  ask(message: ToChild, milliseconds: number): Promise<FromChild>;
  kill(): void;
  /** Kills it and waits until it is gone. */
  end(): Promise<void>;
}

function startChild(): Child {
  const process = forkChild();
  // The validator takes time to load, in which the child starts.
  const parsing = import('./parse-answer.ts');
  const ended = Promise.withResolvers<void>();
  let waiting: PromiseWithResolvers<FromChild> | null = null;
  process.on('message', (message) => void receive(message));
  process.on('error', (error) => fail(`the schema engine: ${error.message}`));
  process.on('exit', (_, signal) => {
    fail(`the schema engine ended (${signal ?? 'by itself'})`);
    ended.resolve();
  });

  const ready = next(millisecondsToStart);
  // Whoever asks hears of it.
  ready.catch(() => {});
  setAlive(process, false);

  async function receive(message: unknown): Promise<void> {
    try {
      const { parseAnswer } = await parsing;
      waiting?.resolve(parseAnswer(message));
    } catch {
      fail('the schema engine said something that is no answer');
    }
  }

  function fail(message: string): void {
    waiting?.reject(new EngineError(message));
    process.kill('SIGKILL');
  }

  function next(milliseconds: number): Promise<FromChild> {
    const own = Promise.withResolvers<FromChild>();
    waiting = own;
    const timer = setTimeout(() => fail('the schema took too long'), Math.max(0, milliseconds));
    timer.unref();
    return own.promise.finally(() => clearTimeout(timer));
  }

  async function ask(message: ToChild, milliseconds: number): Promise<FromChild> {
    setAlive(process, true);
    try {
      await ready;
      const answer = next(milliseconds);
      if (process.connected) process.send(message);
      else fail('the schema engine has ended');
      return await answer;
    } finally {
      setAlive(process, false);
    }
  }

  function end(): Promise<void> {
    process.ref();
    process.kill('SIGKILL');
    return ended.promise;
  }

  return { ask, end, kill: () => void process.kill('SIGKILL') };
}

/** Whether this process waits for the child before it ends by itself. */
function setAlive(process: ChildProcess, isAlive: boolean): void {
  if (isAlive) {
    process.ref();
    process.channel?.ref();
  } else {
    process.unref();
    process.channel?.unref();
  }
}

function forkChild(): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const child = fileURLToPath(new URL(`./child.${extension}`, import.meta.url));
  const cache = cacheFolder();
  return fork(child, [], {
    env: cache === null ? {} : { NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [
      '--permission',
      ...readable(child).map((path) => `--allow-fs-read=${path}`),
      ...(cache === null ? [] : [`--allow-fs-read=${cache}`, `--allow-fs-write=${cache}`]),
      `--max-old-space-size=${megabytes}`,
      '--disallow-code-generation-from-strings',
      '--disable-proto=delete',
    ],
  });
}

/**
 * The child's own folder for compiled code, which halves its start: what it writes there is read by
 * nobody else. Null where this process keeps none.
 */
function cacheFolder(): string | null {
  const own = getCompileCacheDir();
  if (own === undefined) return null;
  const folder = join(dirname(own), 'schema-engine');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folders that the child loads code from, and the package file that says what kind of code it is. */
function readable(child: string): string[] {
  const require = createRequire(import.meta.url);
  const own = dirname(dirname(child));
  const root = dirname(dirname(own));
  return [
    own,
    join(root, 'package.json'),
    dirname(dirname(require.resolve('typescript'))),
    dirname(require.resolve('drizzle-orm')),
    dirname(require.resolve('drizzle-kit/api')),
  ];
}
