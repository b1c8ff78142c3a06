import type { WriteStream } from 'node:tty';

/** One line that is written over, for a person who waits. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Progress on a stream, where that is a terminal. */
export function progressOn(stream: Pick<WriteStream, 'isTTY' | 'write'>): Progress {
  let isShown = false;
  function write(text: string): void {
    if (!stream.isTTY) return;
    // Back to the line's start, and away with what stands there.
    if (isShown || text !== '') stream.write(`\r\u001B[K${text}`);
    isShown = text !== '';
  }
  return { show: write, clear: () => write('') };
}
