/** Turns PostgreSQL's byte offsets in a text (as UTF-8) into UTF-16 offsets. */
export type FromBytes = (byte: number) => number;

/** Remembers only the characters beyond ASCII, so that ASCII texts cost nothing. */
export function bytesOf(text: string): FromBytes {
  if (!/[^\x00-\x7f]/.test(text)) return (byte) => Math.min(byte, text.length);
  const byteEnds: number[] = [];
  const unitEnds: number[] = [];
  let surplus = 0;
  for (const match of text.matchAll(/[^\x00-\x7f]/gu)) {
    const end = match.index + match[0].length;
    surplus += utf8Length(match[0]) - match[0].length;
    byteEnds.push(end + surplus);
    unitEnds.push(end);
  }
  return (byte) => {
    const index = lastAtMost(byteEnds, byte);
    if (index < 0) return byte;
    const after = unitEnds[index]! + byte - byteEnds[index]!;
    const next = byteEnds[index + 1];
    return Math.min(
      next === undefined ? after : Math.min(after, unitEnds[index + 1]!),
      text.length,
    );
  };
}

/** The UTF-16 offset of the code point with a number, counted from 0. */
export function fromCodePoints(text: string, count: number): number {
  let offset = 0;
  for (let index = 0; index < count && offset < text.length; index++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function utf8Length(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point > 0xffff) return 4;
  return point > 0x7ff ? 3 : 2;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = -1;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
