import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Blob } from '../../review/change.ts';
import { blobOf, largeBlob, maximumBlobBytes } from '../blob.ts';
import type { Client } from './client.ts';
import type { File } from './trees.ts';

/** Reads files, each content once. */
export interface BlobReader {
  /** The contents, in the order of the files. What is asked for at once is read at once. */
  read(files: readonly File[]): Promise<readonly Blob[]>;
  /** Takes a text that came with another answer, unless it is not what the id stands for. */
  offer(oid: string, text: string): void;
}

interface Wanted {
  readonly file: File;
  readonly answer: PromiseWithResolvers<Blob>;
}

/** GraphQL cuts longer texts. */
const longestText = 512_000;

/** One query stays well inside the ten seconds that GitHub gives it. */
const queryLimits = { files: 200, bytes: 4_000_000 };

/** In bytes, for one change: a stranger's can hold any number of large files. */
const mostBytes = 64 * 1024 * 1024;

export function createBlobReader(client: Client): BlobReader {
  const known = new Map<string, Promise<Blob>>();
  let waiting: Wanted[] = [];
  let bytes = 0;

  function want(file: File): Promise<Blob> {
    if (file.size > maximumBlobBytes || bytes + file.size > mostBytes) {
      return Promise.resolve(largeBlob(file.oid, file.size));
    }
    bytes += file.size;
    const answer = Promise.withResolvers<Blob>();
    // Whoever asked for it hears of a failure; what was read ahead has nobody.
    answer.promise.catch(() => {});
    if (waiting.length === 0) void setImmediate().then(flush);
    waiting.push({ file, answer });
    known.set(file.oid, answer.promise);
    return answer.promise;
  }

  function flush(): void {
    const wanted = waiting;
    waiting = [];
    for (const each of wanted.filter(({ file }) => file.size > longestText)) {
      each.answer.resolve(readRest(client, each.file.oid));
    }
    for (const batch of batchesOf(wanted.filter(({ file }) => file.size <= longestText))) {
      readBatch(client, batch).catch((error: unknown) => {
        for (const { answer } of batch) answer.reject(error);
      });
    }
  }

  return {
    read: (files) => Promise.all(files.map((file) => known.get(file.oid) ?? want(file))),
    offer(oid, text) {
      const blob = exactBlob(oid, text);
      if (blob && !known.has(oid)) known.set(oid, Promise.resolve(blob));
    },
  };
}

function batchesOf(wanted: readonly Wanted[]): Wanted[][] {
  const batches: Wanted[][] = [];
  let bytes = 0;
  for (const each of wanted) {
    let batch = batches.at(-1);
    bytes += each.file.size;
    if (!batch || batch.length === queryLimits.files || bytes > queryLimits.bytes) {
      batch = [];
      batches.push(batch);
      bytes = each.file.size;
    }
    batch.push(each);
  }
  return batches;
}

type Answer = Readonly<
  Record<'repository', Readonly<Record<string, { readonly text?: string | null } | null>>>
>;

async function readBatch(client: Client, batch: readonly Wanted[]): Promise<void> {
  const fields = batch.map(
    ({ file }, index) => `file${index}: object(oid: "${file.oid}") { ... on Blob { text } }`,
  );
  const query = `query ($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) { ${fields.join('\n')} }
  }`;
  const { repository } = await client.ask(`${batch.length} files`, (octokit, names) =>
    octokit.graphql<Answer>(query, { ...names }),
  );
  for (const [index, { file, answer }] of batch.entries()) {
    const text = repository[`file${index}`]?.text;
    const blob = text == null ? null : exactBlob(file.oid, text);
    answer.resolve(blob ?? readRest(client, file.oid));
  }
}

/**
 * Null when the text is not the content that the id stands for: GraphQL gives cut texts, and what
 * is not UTF-8 in another encoding.
 */
function exactBlob(oid: string, text: string): Blob | null {
  const bytes = Buffer.from(text);
  const hash = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return hash === oid ? { oid, size: bytes.length, text, problem: null } : null;
}

/** As base64, since octokit would decode raw bytes as if they were UTF-8. */
async function readRest(client: Client, oid: string): Promise<Blob> {
  const { data } = await client.ask(`File ${oid}`, (octokit, repository) =>
    octokit.rest.git.getBlob({ ...repository, file_sha: oid }),
  );
  return blobOf(oid, Buffer.from(data.content, 'base64'));
}
