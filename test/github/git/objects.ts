import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitEnvironment } from './git.ts';

export interface GitObject {
  readonly oid: string;
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly body: Buffer;
}

/** Reads the objects of one repository through one long-lived git process. */
export interface Objects {
  /** Takes any name that git resolves (`<sha>`, `main`, `<sha>:path`); undefined when there is none,
   * and after closing. */
  read(name: string): Promise<GitObject | undefined>;
  close(): void;
}

interface Reader {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: ((object: GitObject | undefined) => void)[];
  chunks: Buffer[];
  size: number;
  /** Bytes that must be there before looking again. */
  needed: number;
}

export function openObjects(directory: string): Objects {
  let reader: Reader | undefined;
  let closed = false;
  return {
    read(name) {
      if (closed || /[\n\0]/.test(name)) return Promise.resolve(undefined);
      reader ??= start(directory);
      const { promise, resolve } = Promise.withResolvers<GitObject | undefined>();
      reader.waiting.push(resolve);
      reader.child.stdin.write(`${name}\n`);
      return promise;
    },
    close() {
      closed = true;
      reader?.child.kill();
    },
  };
}

function start(directory: string): Reader {
  const child = spawn('git', ['-c', 'safe.directory=*', 'cat-file', '--batch'], {
    cwd: directory,
    env: gitEnvironment(),
  });
  const reader: Reader = { child, waiting: [], chunks: [], size: 0, needed: 1 };
  // A name that was written while the process was being stopped has nobody to read it.
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Buffer) => {
    reader.chunks.push(chunk);
    reader.size += chunk.length;
    if (reader.size >= reader.needed) drain(reader);
  });
  return reader;
}

/** Hands out every object that has arrived whole. */
function drain(reader: Reader): void {
  let buffer = Buffer.concat(reader.chunks);
  reader.needed = 1;
  for (;;) {
    const end = buffer.indexOf(10);
    if (end < 0) break;
    const header = buffer.toString('utf8', 0, end);
    const found = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/.exec(header);
    const size = found ? Number(found[3]) : -1;
    const next = end + 1 + size + 1;
    if (buffer.length < next) {
      reader.needed = next;
      break;
    }
    reader.waiting.shift()?.(
      found
        ? {
            oid: found[1]!,
            type: found[2] as GitObject['type'],
            body: Buffer.from(buffer.subarray(end + 1, next - 1)),
          }
        : undefined,
    );
    buffer = buffer.subarray(next);
  }
  reader.chunks = [buffer];
  reader.size = buffer.length;
}
