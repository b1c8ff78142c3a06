import type { Readable } from 'node:stream';
import type { Blob } from '../review/change.ts';
import { blobOf, largeBlob, maximumBlobBytes } from './blob.ts';
import type { Git } from './git-process.ts';
import { SourceError } from './source-error.ts';

/** Reads blobs, each one once. */
export interface ObjectReader {
  /** Blobs by id. Throws `SourceError` when the repository lacks one. */
  read(oids: Iterable<string>): Promise<ReadonlyMap<string, Blob>>;
  close(): void;
}

/** A reader that keeps one git process for all its reads, started at the first. */
export function createObjectReader(git: Git): ObjectReader {
  const known = new Map<string, Blob>();
  let conversation: ReturnType<typeof converse> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function fetchMissing(oids: readonly string[]): Promise<void> {
    const wanted = oids.filter((oid) => !known.has(oid));
    if (wanted.length === 0) return;
    conversation ??= converse(git);
    try {
      const sizes = await conversation.sizes(wanted);
      const small = wanted.filter((oid) => (sizes.get(oid) ?? 0) <= maximumBlobBytes);
      const contents = await conversation.contents(small);
      for (const oid of wanted) {
        const bytes = contents.get(oid);
        known.set(oid, bytes ? blobOf(oid, bytes) : largeBlob(oid, sizes.get(oid) ?? 0));
      }
    } catch (error) {
      // Answers may be left over, so this process cannot be asked again.
      close();
      throw error;
    }
  }

  function close(): void {
    conversation?.end();
    conversation = undefined;
  }

  return {
    async read(oids) {
      const unique = [...new Set(oids)];
      const mine = turn.then(() => fetchMissing(unique));
      turn = mine.catch(() => {});
      await mine;
      return new Map(unique.map((oid) => [oid, known.get(oid) as Blob]));
    },
    close,
  };
}

/** Asks `git cat-file --batch-command`; its answers come in the order of the questions. */
function converse(git: Git) {
  const child = git.start(['cat-file', '--batch-command', '--buffer']);
  // When git dies, the reading side finds the end of its output and says so.
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  child.stderr.resume();
  const answers = createByteReader(child.stdout);

  function ask(command: string, oids: readonly string[]): void {
    child.stdin.write([...oids.map((oid) => `${command} ${oid}\n`), 'flush\n'].join(''));
  }

  async function header(): Promise<[oid: string, size: number]> {
    const line = await answers.line();
    const [oid = '', , size] = line.split(' ');
    if (size !== undefined) return [oid, Number(size)];
    throw new SourceError(
      `The repository lacks the content of a file (git says "${line}"). ` +
        'Where it was cloned with --filter, clone it whole.',
    );
  }

  return {
    async sizes(oids: readonly string[]): Promise<Map<string, number>> {
      ask('info', oids);
      const sizes = new Map<string, number>();
      for (const oid of oids) sizes.set(oid, (await header())[1]);
      return sizes;
    },
    async contents(oids: readonly string[]): Promise<Map<string, Buffer>> {
      ask('contents', oids);
      const contents = new Map<string, Buffer>();
      for (const oid of oids) {
        const [, size] = await header();
        const withNewline = await answers.bytes(size + 1);
        contents.set(oid, withNewline.subarray(0, size));
      }
      return contents;
    },
    end: () => child.stdin.end(),
  };
}

/** Reads a stream by lines and by counts of bytes in turn. */
function createByteReader(stream: Readable) {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<Buffer> {
    const { value, done } = await chunks.next();
    if (done) throw new SourceError('git cat-file ended before it had answered.');
    return value;
  }

  async function bytes(count: number): Promise<Buffer> {
    const parts = [rest];
    let length = rest.length;
    while (length < count) {
      const part = await more();
      parts.push(part);
      length += part.length;
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts, length);
    rest = all.subarray(count);
    return all.subarray(0, count);
  }

  async function line(): Promise<string> {
    let end: number;
    while ((end = rest.indexOf('\n')) < 0) rest = Buffer.concat([rest, await more()]);
    const text = rest.toString('utf8', 0, end);
    rest = rest.subarray(end + 1);
    return text;
  }

  return { bytes, line };
}
