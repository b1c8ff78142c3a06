import { crc32 } from 'node:zlib';

const length = 8;

/** A text behind its CRC-32, as it is kept on disk. */
export function summed(text: string): string {
  return sumOf(text) + text;
}

/** The text that `summed` was given; null where it is not that text any more. */
export function unsummed(content: string): string | null {
  const text = content.slice(length);
  return content.slice(0, length) === sumOf(text) ? text : null;
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(length, '0');
}
