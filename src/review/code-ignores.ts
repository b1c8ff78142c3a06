import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import { type Ignore, ignoreOf } from './ignores.ts';
import type { Reported } from './reports.ts';

/** A comment that has its line for itself. */
const comment = /^[ \t]*\/\/[ \t]*(db-review-ignore\b.*)$/gm;

/**
 * The ignore comments of a file of TypeScript: `// db-review-ignore <check>: <reason>` covers what
 * is found on the next line that holds code.
 */
export function ignoresInCode(path: string, text: string): Ignore[] {
  if (!text.includes('db-review-ignore')) return [];
  const { range } = linesOf(text);
  return [...text.matchAll(comment)].map(({ index, 0: line, 1: said = '' }) => {
    const next = /\S/.exec(text.slice(index + line.length).replace(/\/\/.*$/gm, blank));
    const start = index + line.length + (next?.index ?? 0);
    const at = range(index + line.indexOf('//'), index + line.length);
    return ignoreOf({ path, said: said.trimEnd(), at, covers: next ? range(start, start) : null });
  });
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}

/** Reports of a file of TypeScript, so that an ignore comment covers what begins on its line. */
export function onTheirLines(reported: readonly Reported[], text: string): Reported[] {
  const { range } = linesOf(text);
  return reported.map((each) => {
    const { start } = each.at;
    const line = start.offset - (start.column - 1);
    const first = line + (/^[ \t]*/.exec(text.slice(line))?.[0].length ?? 0);
    const ofLine: Range = range(first, first);
    return { ...each, within: [...each.within, ofLine] };
  });
}
