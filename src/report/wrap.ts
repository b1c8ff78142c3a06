import { widthOf } from './width.ts';

/**
 * Breaks a paragraph at its spaces into lines of at most `width` terminal columns; a longer word
 * stands on a line of its own. The first line begins with `lead`, the others are indented alike.
 */
export function wrap(text: string, width: number, lead: string): string[] {
  const indent = widthOf(lead);
  const lines: string[] = [];
  let words: string[] = [];
  let taken = indent;
  for (const word of text.split(/ +/)) {
    const length = widthOf(word);
    if (words.length > 0 && taken + length > width) {
      lines.push(words.join(' '));
      words = [];
      taken = indent;
    }
    words.push(word);
    taken += length + 1;
  }
  return [...lines, words.join(' ')].map((line, index) =>
    ((index === 0 ? lead : ' '.repeat(indent)) + line.replaceAll('\u00a0', ' ')).trimEnd(),
  );
}
