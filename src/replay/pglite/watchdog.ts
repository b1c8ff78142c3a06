import { readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { SandboxReason } from '../engine.ts';
import { reasonDescriptor } from './protocol.ts';

/** What the watchdog watches. */
export interface Watched {
  /** Two times at which to end, in milliseconds since 1970: of the statement, and of all. */
  readonly deadlines: SharedArrayBuffer;
  readonly folder: string;
  readonly parent: number;
  readonly megabytes: number;
  readonly diskMegabytes: number;
}

const watched = workerData as Watched;
const deadlines = new Float64Array(watched.deadlines);

/** The engine blocks the thread that it runs in, so this one looks after it. */
setInterval(() => {
  if (process.ppid !== watched.parent) {
    // Nobody is left to do it.
    rmSync(watched.folder, { recursive: true, force: true });
    end('closed');
  }
  if (process.memoryUsage.rss() > watched.megabytes * 1_000_000) end('memory');
  if (deadlines.some((each) => Date.now() > each)) end('time');
}, 25);

setInterval(() => {
  if (folderBytes() > watched.diskMegabytes * 1_000_000) end('disk');
}, 500);

/** What is written on disk is in nobody's memory. */
function folderBytes(): number {
  const entries = readdirSync(watched.folder, { recursive: true, withFileTypes: true });
  return entries.reduce((total, entry) => {
    const stats = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    return total + (stats?.isFile() ? stats.size : 0);
  }, 0);
}

/** By a signal, since an exit would wait for the thread that does not answer. */
function end(reason: SandboxReason): void {
  try {
    writeSync(reasonDescriptor, reason);
  } catch {
    // Whoever would read it is gone.
  }
  process.kill(process.pid, 'SIGKILL');
}
