/** A piece of Markdown: text, what a code span holds, or a fenced block. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'fence';
      readonly text: string;
      readonly language: string;
      readonly indent: string;
    };

export interface Fence {
  readonly indent: string;
  readonly marks: string;
  readonly info: string;
}

const fenceStart = /^( {0,3})(?:(`{3,})([^`]*)|(~{3,})(.*))$/;

/** The fence that a line opens, by CommonMark's rule for the top level of a document. */
export function opensFence(line: string): Fence | null {
  const match = fenceStart.exec(line);
  if (!match) return null;
  const [, indent = '', ticks, tickInfo, tildes, tildeInfo] = match;
  return { indent, marks: ticks ?? tildes ?? '', info: (tickInfo ?? tildeInfo ?? '').trim() };
}

export function closesFence(line: string, fence: Fence): boolean {
  const marks = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return marks !== undefined && marks.startsWith(fence.marks);
}

/**
 * Takes Markdown apart into code and what is not code. Only code that GitHub surely shows as code
 * counts: fences, and code spans on one line; every other backtick stays in the text.
 */
export function segmentsOf(markdown: string): Segment[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const segments: Segment[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at++]!;
    const fence = opensFence(line);
    if (!fence) {
      segments.push(...inlineSegments(line));
    } else {
      const from = at;
      while (at < lines.length && !closesFence(lines[at]!, fence)) at++;
      const text = lines.slice(from, at++).map((each) => outdent(each, fence.indent.length));
      const language = /^\w*/.exec(fence.info)![0];
      segments.push({ kind: 'fence', text: text.join('\n'), language, indent: fence.indent });
    }
    if (at < lines.length) segments.push({ kind: 'text', text: '\n' });
  }
  return segments;
}

function outdent(line: string, width: number): string {
  const spaces = /^ */.exec(line)![0].length;
  return line.slice(Math.min(spaces, width));
}

function inlineSegments(line: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  const opener = /\\[!-/:-@[-`{-~]|`+/g;
  for (let match = opener.exec(line); match; match = opener.exec(line)) {
    if (match[0].startsWith('\\')) continue;
    const inside = opener.lastIndex;
    const end = closingRun(line, inside, match[0].length);
    if (end === -1) continue;
    if (match.index > from) segments.push({ kind: 'text', text: line.slice(from, match.index) });
    segments.push({ kind: 'code', text: unpadded(line.slice(inside, end)) });
    from = end + match[0].length;
    opener.lastIndex = from;
  }
  if (from < line.length) segments.push({ kind: 'text', text: line.slice(from) });
  return segments;
}

function closingRun(line: string, from: number, length: number): number {
  for (const run of line.slice(from).matchAll(/`+/g)) {
    if (run[0].length === length) return from + run.index;
  }
  return -1;
}

/** CommonMark takes one space from both ends of a code span, if it holds anything else. */
function unpadded(text: string): string {
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text;
}
