import type { Blob } from '../review/change.ts';

/** Files of more bytes are not read: none of a database's is that large. */
export const maximumBlobBytes = 20_000_000;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });

/** The file that these bytes are. A byte order mark stays in the text. */
export function blobOf(oid: string, bytes: Uint8Array): Blob {
  const size = bytes.byteLength;
  if (size > maximumBlobBytes) return largeBlob(oid, size);
  try {
    return { oid, size, text: strict.decode(bytes), problem: null };
  } catch {
    return { oid, size, text: lossy.decode(bytes), problem: 'not-utf8' };
  }
}

/** A file that is known to be larger than `maximumBlobBytes`, so that its bytes were not read. */
export function largeBlob(oid: string, size: number): Blob {
  return { oid, size, text: null, problem: 'too-large' };
}
