import type { Finding } from '../review/finding.ts';
import { codeSpan, visible } from '../review/words.ts';
import { inline } from './escape.ts';

/** A change of whole lines that a person can apply with one click. */
export interface Suggestion {
  readonly fingerprint: string;
  readonly path: string;
  /** The first and the last of head's lines that it takes the place of. */
  readonly startLine: number;
  readonly line: number;
  readonly body: string;
}

/** In UTF-16 code units; a longer one is no small correction. */
const longest = 5_000;

/**
 * The fixes of findings as suggestions on whole lines, no line in two of them.
 *
 * @param textOf the text of a file at head; null where there is none
 */
export function suggestionsOf(
  findings: readonly Finding[],
  textOf: (path: string) => string | null,
): Suggestion[] {
  const taken = new Set<string>();
  return findings.flatMap((finding) => {
    const replaced = replacedLines(finding, textOf(finding.path));
    if (!replaced) return [];
    const { first, last, text } = replaced;
    const lines = Array.from(
      { length: last - first + 1 },
      (_, at) => `${finding.path}\0${first + at}`,
    );
    if (lines.some((line) => taken.has(line))) return [];
    for (const line of lines) taken.add(line);
    const { fingerprint, path } = finding;
    return [{ fingerprint, path, startLine: first, line: last, body: bodyOf(finding, text) }];
  });
}

/** The whole lines after a fix; null where a suggestion could not show exactly what it does. */
function replacedLines(
  { fix }: Finding,
  file: string | null,
): { first: number; last: number; text: string } | null {
  if (!fix || file === null || file.includes('\r')) return null;
  const lines = file.split('\n');
  const before = lines[fix.line - 1]?.slice(0, fix.column - 1);
  const after = lines[fix.endLine - 1]?.slice(fix.endColumn - 1);
  if (before === undefined || after === undefined) return null;
  const text = before + fix.text + after;
  if (text === lines.slice(fix.line - 1, fix.endLine).join('\n') || text.length > longest)
    return null;
  const isShown = text.split(/[\n\t]/).every((part) => visible(part) === part);
  return isShown ? { first: fix.line, last: fix.endLine, text } : null;
}

/** A blank line that is left over goes, too. */
function bodyOf({ check, message, fingerprint }: Finding, text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const marks = '`'.repeat(Math.max(2, ...runs) + 1);
  const shown = text.trim() === '' ? [] : [text];
  return [
    `${codeSpan(check)}: ${inline(message)}`,
    '',
    `${marks}suggestion`,
    ...shown,
    marks,
    `<!-- db-review:finding:${fingerprint} -->`,
  ].join('\n');
}

/** The finding that a comment of ours is about; null for any other. */
export function fingerprintIn(body: string): string | null {
  return /<!-- db-review:finding:([\w-]{1,64}) -->\s*$/.exec(body)?.[1] ?? null;
}
