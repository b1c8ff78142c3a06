import type { Range } from '../../sql/statement.ts';

/**
 * The comments of something in TypeScript: those on the lines right before it, and behind it on the
 * line on which it ends. Empty where there are none.
 */
export function commentsOf(text: string, { start, end }: Range): string {
  const before = text.slice(0, start.offset - (start.column - 1)).split(/\r?\n/);
  before.pop();
  const first = before.findLastIndex((line) => !/^\s*(?:\/\/|\/?\*)/.test(line)) + 1;
  const behind = /^[^\n]*?(?:\/\/|\/\*)([^\n]*)/.exec(text.slice(end.offset));
  return [...before.slice(first), behind?.[1] ?? '']
    .map((line) => line.replace(/^\s*(?:\/\/|\/?\*+\/?)\s?|\*\/\s*$/g, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
