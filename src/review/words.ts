const longestCodeSpan = 120;

/** Joiners hold emoji and scripts together and cannot reorder or hide text. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text in which nothing acts or hides: control characters stand as their pictures (`␛`),
 * characters that reorder or are not seen as `\u{202e}`, and halves of surrogate pairs as U+FFFD.
 */
export function visible(text: string): string {
  return text.toWellFormed().replace(unseen, picture);
}

function picture(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `\\u{${code.toString(16)}}`;
}

/** Cuts a text to at most `limit` UTF-16 code units, with `…` at the cut and no pair cut in two. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * A Markdown code span of one line that its text cannot break out of, for data from a repository:
 * identifiers, paths, expressions. Shown are at most `limit` code units.
 */
export function codeSpan(text: string, limit = longestCodeSpan): string {
  const shown = shorten(visible(text.replace(/[\t\r\n]+/g, ' ')), limit);
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const ticks = '`'.repeat(shortestUnused(runs));
  const pad = /^`|`$|^ .*[^ ].* $|^$/.test(shown) ? ' ' : '';
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** CommonMark closes a code span at the next run of as many backticks. */
function shortestUnused(runs: readonly number[]): number {
  let length = 1;
  while (runs.includes(length)) length++;
  return length;
}
