import type { Data } from './check.ts';
import { codeSpan, visible } from './words.ts';

const longestList = 6;

/**
 * Fills `{name}` in a text with data. In prose a value becomes a code span and a list is written
 * `a`, `b` and `c`; inside a fence or a code span it is written as it is, without what would end
 * the code, and a list in a fence takes a line each. Numbers are written as numbers. A name without
 * data is a mistake in the check.
 */
export function fill(text: string, data: Data): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, index) => {
      if (index % 2 === 0) return replace(part, data, inProse);
      return replace(part, data, part.startsWith('```') ? inFence : inCodeSpan);
    })
    .join('');
}

type Writer = (value: Data[string]) => string;

function replace(text: string, data: Data, write: Writer): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = data[name];
    if (value === undefined) throw new Error(`no data for {${name}} in: ${text}`);
    return write(value);
  });
}

const inProse: Writer = (value) => {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return codeSpan(value);
  if ('prose' in value) return value.prose;
  const shown = value.slice(0, longestList).map((each) => codeSpan(each));
  const more = value.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
};

const inCodeSpan: Writer = (value) =>
  visible(listed(value, ', ').replace(/\s+/g, ' ')).replaceAll('`', "'");

/** Several lines stay several lines; what the repository wrote cannot close the fence. */
const inFence: Writer = (value) =>
  listed(value, '\n')
    .split(/\r\n|\n|\r/)
    .map(visible)
    .join('\n')
    .replaceAll('```', "'''");

function listed(value: Data[string], separator: string): string {
  if (typeof value !== 'object') return String(value);
  return 'prose' in value ? value.prose : value.join(separator);
}
