import { expect, test } from '@jest/globals';
import { blobOf, maximumBlobBytes } from '../../src/source/blob.ts';

const oid = '0'.repeat(40);

test('UTF-8 is kept as it is, with its byte order mark and line ends', () => {
  const text = "\uFEFFSELECT 'é🐘';\r\n";
  const bytes = new TextEncoder().encode(text);
  expect(blobOf(oid, bytes)).toEqual({ oid, size: bytes.length, text, problem: null });
});

test('what is not UTF-8 is replaced, and said', () => {
  const latin1 = Buffer.from("SELECT 'é';", 'latin1');
  expect(blobOf(oid, latin1)).toEqual({
    oid,
    size: 11,
    text: "SELECT '\uFFFD';",
    problem: 'not-utf8',
  });
});

test('a file over the limit has no text', () => {
  expect(blobOf(oid, new Uint8Array(maximumBlobBytes)).problem).toBeNull();
  expect(blobOf(oid, new Uint8Array(maximumBlobBytes + 1))).toMatchObject({
    text: null,
    problem: 'too-large',
  });
});
