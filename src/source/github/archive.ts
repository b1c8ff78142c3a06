import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Client } from './client.ts';

/** In bytes: of one file, of all that is unpacked, and of what is kept. */
const limits = { file: 1_000_000, unpacked: 2_000_000_000, kept: 64_000_000 };

/** Files that code is written in. */
export const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path);

/**
 * The code files of a commit that hold one of some words, with their texts. The archive of the whole
 * commit is one request; it is filtered as it comes in, and nothing of it is written anywhere.
 */
export function searchArchive(
  client: Client,
  commit: string,
  words: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return client.ask(`Archive of ${commit}`, async (octokit, repository) => {
    const { data } = await octokit.rest.repos.downloadTarballArchive({
      ...repository,
      ref: commit,
      request: { parseSuccessResponseBody: false },
    });
    return filesIn(data as Parameters<typeof Readable.fromWeb>[0], words);
  });
}

async function filesIn(
  archive: Parameters<typeof Readable.fromWeb>[0],
  words: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const packed = Readable.fromWeb(archive);
  const unpacked = packed.pipe(createGunzip());
  const files = unpacked.pipe(extract());
  for (const each of [packed, unpacked]) each.on('error', (error) => files.destroy(error));
  let left = limits.unpacked;
  let room = limits.kept;
  for await (const entry of files) {
    const { name, type, size = 0 } = entry.header;
    left -= size;
    if (left < 0 || room < 0) break;
    // All stands in one folder, which is named after the commit.
    const path = name.slice(name.indexOf('/') + 1);
    if (type !== 'file' || size > limits.file || !isCode(path)) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    if (!words.some((word) => text.includes(word))) continue;
    room -= size;
    found.set(path, text);
  }
  packed.destroy();
  return found;
}
