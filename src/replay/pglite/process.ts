import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SandboxError, type SandboxReason } from '../engine.ts';
import { parseAnswer } from './parse-answer.ts';
import { type ChildSettings, type FromChild, reasonDescriptor, type ToChild } from './protocol.ts';

/** The watchdog in the child comes first; this one is for a child that has lost it. */
const grace = 2_000;
const millisecondsBetweenLooks = 250;
const pageBytes = 4_096;
/** Loading the engine on a machine that is busy with other things. */
const millisecondsToStart = 60_000;

const messages: Readonly<Record<SandboxReason, string>> = {
  time: 'the engine ran out of time',
  memory: 'the engine ran out of memory',
  disk: 'the engine filled its disk space',
  broken: 'the engine broke',
  closed: 'the engine was ended',
};

export interface EngineProcess {
  readonly version: string;
  /** One question at a time. Rejects with `SandboxError` when the process is gone, or goes meanwhile. */
  ask(message: ToChild): Promise<FromChild>;
  /** Ends it at once, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts the process of one engine: with an empty environment, no files but its code and its
 * directory, no way to start others, and limits of memory and time. It keeps this process alive only
 * while it is asked.
 */
export async function startProcess(settings: ChildSettings): Promise<EngineProcess> {
  const child = forkChild(settings);
  const ended = Promise.withResolvers<void>();
  let waiting: PromiseWithResolvers<FromChild> | null = null;
  let reason: SandboxReason | null = null;
  let detail: string | null = null;

  (child.stdio[reasonDescriptor] as Readable).on('data', (data: Buffer) => {
    reason ??= reasonOf(data.toString());
  });
  child.on('message', (message) => receive(message));
  child.on('error', () => end('broken'));
  child.on('close', () => {
    ended.resolve();
    waiting?.reject(failure());
    waiting = null;
  });

  function receive(message: unknown): void {
    const said = parseAnswer(message);
    if (said?.kind === 'broken') detail = said.message;
    if (!said || said.kind === 'broken') return end('broken');
    waiting?.resolve(said);
    waiting = null;
  }

  function end(why: SandboxReason): void {
    reason ??= why;
    child.kill('SIGKILL');
  }

  function failure(): SandboxError {
    const why = reason ?? 'broken';
    return new SandboxError(why, detail === null ? messages[why] : `${messages[why]}: ${detail}`);
  }

  async function next(milliseconds: number, message?: ToChild): Promise<FromChild> {
    if (child.exitCode !== null || child.signalCode !== null || !child.connected) throw failure();
    const answer = (waiting = Promise.withResolvers<FromChild>());
    setAlive(child, true);
    const timer = setTimeout(() => end('time'), milliseconds + grace);
    const memory = setInterval(() => void look(), millisecondsBetweenLooks);
    try {
      if (message) child.send(message);
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      clearInterval(memory);
      setAlive(child, false);
    }
  }

  async function look(): Promise<void> {
    const megabytes = await residentMegabytes(child.pid);
    if (megabytes > settings.megabytes * 1.2) end('memory');
  }

  const ready = await next(Math.min(millisecondsToStart, settings.totalMilliseconds));
  if (ready.kind !== 'ready') {
    end('broken');
    throw failure();
  }

  async function kill(): Promise<void> {
    end('closed');
    child.ref();
    await ended.promise;
  }

  return { version: ready.version, ask: (message) => next(message.milliseconds, message), kill };
}

function reasonOf(text: string): SandboxReason {
  return text in messages ? (text as SandboxReason) : 'broken';
}

/** Whether this process waits for the child before it ends by itself. */
function setAlive(child: ChildProcess, isAlive: boolean): void {
  const reasons = child.stdio[reasonDescriptor] as Readable & { ref(): void; unref(): void };
  for (const each of [child, child.channel, reasons]) {
    if (isAlive) each?.ref();
    else each?.unref();
  }
}

/** Zero where the system does not tell, and the watchdog in the child is the only one. */
async function residentMegabytes(pid: number | undefined): Promise<number> {
  try {
    const statm = await readFile(`/proc/${pid}/statm`, 'utf8');
    return (Number(statm.split(' ')[1]) * pageBytes) / 1_000_000;
  } catch {
    return 0;
  }
}

function forkChild(settings: ChildSettings): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const child = fileURLToPath(new URL(`./child.${extension}`, import.meta.url));
  const cache = cacheFolder();
  const readable = [...codeFolders(child), settings.folder, ...(cache === null ? [] : [cache])];
  const writable = [settings.folder, ...(cache === null ? [] : [cache])];
  return fork(child, [JSON.stringify(settings)], {
    env: cache === null ? {} : { NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    execArgv: [
      '--permission',
      '--allow-worker',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      ...writable.map((path) => `--allow-fs-write=${path}`),
      '--disable-proto=delete',
      // Optimising the engine's largest functions takes 500 MB, and longer than it ever saves here.
      '--liftoff-only',
    ],
  });
}

/** The child's own folder for compiled code. Null where this process keeps none. */
function cacheFolder(): string | null {
  const own = getCompileCacheDir();
  if (own === undefined) return null;
  const folder = join(dirname(own), 'replay-engine');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folders that the child loads code from, and the package file that says what kind of code it is. */
function codeFolders(child: string): string[] {
  const require = createRequire(import.meta.url);
  const own = dirname(dirname(child));
  return [
    own,
    join(dirname(dirname(own)), 'package.json'),
    dirname(dirname(require.resolve('@electric-sql/pglite'))),
    dirname(dirname(require.resolve('@electric-sql/pglite-pgvector'))),
  ];
}
