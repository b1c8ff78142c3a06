import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who holds a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in ticks since the machine did; null where the system does not tell. */
  readonly started: string | null;
}

/** In milliseconds: how often the holder shows that it lives, and after how long it counts as dead. */
const beat = 2_000;
const longestSilence = 15_000;

/**
 * Takes a folder for this process alone: PGlite itself does not notice a second process in its
 * folder, and both then overwrite each other's data.
 *
 * A process of this machine is asked for by its id and its start, so that the lock of a killed one is
 * taken over at once, even where the id was given out again, as in a container. One of another
 * machine counts as dead when it has been silent for 15 seconds.
 *
 * @returns gives the folder back
 * @throws Error with a message for the operator when another process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'lock');
  const pid = process.pid;
  const mine = JSON.stringify({ pid, host: hostname(), started: startOf(pid) } satisfies Holder);

  for (;;) {
    try {
      await writeFile(path, mine, { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await removeStale(path, folder);
    }
  }
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, beat).unref();
  return async () => {
    clearInterval(timer);
    await rm(path, { force: true });
  };
}

async function removeStale(path: string, folder: string): Promise<void> {
  const seen = await readFile(path, 'utf8').catch(() => null);
  if (seen === null) return;
  const holder = parse(seen);
  if (holder && (await lives(holder, path))) {
    throw new Error(
      `${folder} is in use by process ${holder.pid} on ${holder.host}. Its database serves one ` +
        'process at a time: stop that one, name another folder in DATA_FOLDER, or set DATABASE_URL ' +
        'so that several processes share a PostgreSQL server.',
    );
  }
  // Renamed, since somebody else may have taken the stale lock over between the look and the removal.
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  if ((await readFile(aside, 'utf8').catch(() => seen)) !== seen) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function lives({ pid, host, started }: Holder, path: string): Promise<boolean> {
  if (host !== hostname()) {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < longestSilence;
  }
  if (pid === process.pid && started === null) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return startOf(pid) === started;
}

/** The 22nd field of /proc/PID/stat; the second is a name in parentheses, which can hold anything. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Null for a file that was cut off while it was written. */
function parse(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
