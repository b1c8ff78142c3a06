import { widthOf } from './width.ts';

/**
 * Breaks a paragraph at its spaces into lines of at most `width` terminal columns; a longer word
 * stands on a line of its own. The first line begins with `lead`, the others are indented alike.
 */
export function wrap(text: string, width: number, lead: string): string[] {
  const indent = ' '.repeat(widthOf(lead));
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(/ +/)) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((each) => each.replaceAll('\u00a0', ' ').trimEnd());
}
