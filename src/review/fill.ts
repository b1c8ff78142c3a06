import type { Data } from './check.ts';
import { codeSpan, visible } from './words.ts';

const longest = { list: 6, lines: 40 };

/**
 * Fills `{name}` in a text with the data of the reports that it speaks for. In prose a value becomes
 * a code span, numbers are written as numbers, and what differs from report to report is a list:
 * `a`, `b` and `c`; `{count}` is the number of reports where they bring none. A code span, or a line
 * of a fence, is SQL that holds for one report and is repeated for each; values are written as
 * they are, without what would end the code, and a list in a fence takes a line each.
 * A name without data is a mistake in the check.
 */
export function fill(text: string, reports: readonly Data[]): string {
  const joined = { count: reports.length, ...joinedData(reports) };
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, index) => {
      if (index % 2 === 0) return replace(part, joined, inProse);
      return part.startsWith('```') ? fenceOf(part, reports) : codeSpansOf(part, reports);
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

/** What reports say under one name: one value where all say the same, else the list of all. */
function joinedData(reports: readonly Data[]): Data {
  const [first, ...others] = reports;
  if (others.length === 0) return first ?? {};
  const names = new Set(reports.flatMap((data) => Object.keys(data)));
  return Object.fromEntries([...names].map((name) => [name, joinedValues(reports, name)]));
}

function joinedValues(reports: readonly Data[], name: string): Data[string] {
  const all = reports.flatMap((data): Data[string][] => (name in data ? [data[name]!] : []));
  const values = [...new Map(all.map((value) => [JSON.stringify(value), value])).values()];
  const [first] = values;
  if (first !== undefined && values.length === 1) return first;
  const prose = values.flatMap((value) => (isProse(value) ? value.prose : []));
  if (prose.length > 0) return { prose: prose.join('; ') };
  return [...new Set(values.flatMap((value) => (Array.isArray(value) ? value : String(value))))];
}

function isProse(value: Data[string]): value is { readonly prose: string } {
  return typeof value === 'object' && 'prose' in value;
}

const inProse: Writer = (value) => {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return codeSpan(value);
  if ('prose' in value) return value.prose;
  return listed(
    value.map((each) => codeSpan(each)),
    longest.list,
  );
};

/** `a`, `b` and `c`, or `a`, `b` and 7 more. */
function listed(items: readonly string[], most: number): string {
  const shown = items.slice(0, most);
  const more = items.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

function codeSpansOf(span: string, reports: readonly Data[]): string {
  const spans = reports.map((data) => replace(span, data, inCodeSpan));
  return listed([...new Set(spans)], longest.list);
}

const inCodeSpan: Writer = (value) =>
  visible(written(value, ', ').replace(/\s+/g, ' ')).replaceAll('`', "'");

function fenceOf(fence: string, reports: readonly Data[]): string {
  const lines = fence.split('\n').flatMap((line) => {
    const written = [...new Set(reports.map((data) => replace(line, data, inFence)))];
    const more = written.length - longest.lines;
    return more > 0 ? [...written.slice(0, longest.lines), `-- … and ${more} more`] : written;
  });
  return lines.join('\n');
}

/** Several lines stay several lines; what the repository wrote cannot close the fence. */
const inFence: Writer = (value) =>
  written(value, '\n')
    .split(/\r\n|\n|\r/)
    .map(visible)
    .join('\n')
    .replaceAll('```', "'''");

function written(value: Data[string], separator: string): string {
  if (typeof value !== 'object') return String(value);
  return isProse(value) ? value.prose : value.join(separator);
}
