import type ts from '../drizzle/typescript.cjs';
import type { Lines } from '../sql/lines.ts';
import type { Directive } from './model.ts';

const speaks = /^eslint-disable/;

/** The comments of a file that tell ESLint to be silent. */
export function directivesOf(source: ts.SourceFile, lines: Lines): Directive[] {
  const { text } = source;
  if (!text.includes('eslint-disable')) return [];
  const found: Directive[] = [];
  for (const match of text.matchAll(/\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g)) {
    const body = match[0].replace(/^\/[/*]\s*|\s*\*\/$/g, '').trim();
    if (!speaks.test(body)) continue;
    const end = match.index + match[0].length;
    const at = lines.range(match.index, end);
    const before = text.slice(match.index - at.start.column + 1, match.index);
    // The next line with code on it: what is between are other comments.
    const isTrailing = before.trim() !== '' && !/^\{?$/.test(before.trim());
    const line = isTrailing ? at.start.line : lines.at(nextCode(text, end)).line;
    found.push({ text: body, at, line });
  }
  return found;
}

function nextCode(text: string, from: number): number {
  const gap = /^(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|\}(?=\s*\n))*/.exec(text.slice(from));
  return from + (gap?.[0].length ?? 0);
}
