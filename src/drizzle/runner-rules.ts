import type { LearnedMigrator } from './migrator.ts';

const loopOver =
  /\bfor\s*(?:await\s*)?\([^)]*migration[^)]*\)|migrations?\w*\.(?:forEach|map|reduce)\s*\(/gi;
const ofStatements = /migration\w*\.(?:sql|statements|queries)\b/i;
const runsSql = /\.(?:execute|query|unsafe)\s*\(/;
const opensTransaction = /\.(?:transaction|begin)\s*\(|['"`]\s*BEGIN\b/i;

/** A stretch of a text. */
type Span = readonly [start: number, end: number];

/**
 * The transactions of a runner, from where its loop over the migrations stands: one that is opened in
 * the loop holds one migration, one around the loop holds all. Null where that cannot be read.
 */
export function transactionOf(text: string): LearnedMigrator['transaction'] {
  const rules = new Set(loopsIn(text).map((loop) => transactionOfLoop(text, loop)));
  rules.delete(null);
  return rules.size === 1 ? ([...rules][0] ?? null) : null;
}

function transactionOfLoop(text: string, [start, end]: Span): LearnedMigrator['transaction'] {
  const body = text.slice(start, end);
  if (opensTransaction.test(body)) return 'each';
  const isInside = [...text.matchAll(new RegExp(opensTransaction, 'gi'))].some(({ index }) => {
    const closes = /^\./.test(text.slice(index))
      ? closingOf(text, index)
      : commitAfter(text, index);
    return index < start && end <= closes;
  });
  if (isInside) return 'all';
  return runsSql.test(body) ? 'none' : null;
}

/** The loops over migrations; those inside of others run the statements of one. */
function loopsIn(text: string): Span[] {
  const all = [...text.matchAll(loopOver)]
    .filter(([head]) => !ofStatements.test(head))
    .map(({ index, 0: head }): Span => [index, endOfLoop(text, index, head)]);
  return all.filter(([start]) => !all.some(([from, to]) => from < start && start < to));
}

function endOfLoop(text: string, index: number, head: string): number {
  const after = index + head.length;
  if (!/^for/i.test(head)) return closingOf(text, after - 1);
  const body = /^\s*\{/.exec(text.slice(after));
  if (body) return closingOf(text, after + body[0].length - 1);
  const semicolon = text.indexOf(';', after);
  return semicolon < 0 ? text.length : semicolon;
}

/** Where the first bracket at or after an offset closes; the end of the text where it does not. */
function closingOf(text: string, offset: number): number {
  let depth = 0;
  for (let index = offset; index < text.length; index++) {
    const character = text[index]!;
    if ('({['.includes(character)) depth++;
    if (')}]'.includes(character) && --depth <= 0) return index;
  }
  return text.length;
}

function commitAfter(text: string, offset: number): number {
  return text.slice(offset).search(/\bCOMMIT\b/i) + offset;
}

/** How a runner knows what ran: by a hash or a name in its table, or by the time of the newest. */
export function pendingOf(text: string): LearnedMigrator['pending'] {
  const hash =
    /\b(?:has|includes)\(\s*(?:\w+\.)?hash\b|\.hash\s*[!=]==?|where\s+"?hash"?\s*=/i.test(text);
  const when = /folderMillis\b\s*[<>]|[<>]=?\s*[\w.]*folderMillis\b/.test(text);
  const name = /\b(?:has|includes)\(\s*(?:\w+\.)?(?:tag|name|file|filename)\b/.test(text);
  if (Number(hash) + Number(when) + Number(name) !== 1) return null;
  return hash ? 'hash' : when ? 'when' : 'name';
}

/** A text without its comments; what looks like one in a string, such as a glob, stays. */
export function withoutComments(text: string): string {
  const strings = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;
  const comments = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
  const either = new RegExp(`${strings.source}|(${comments.source})`, 'g');
  return text.replace(either, (whole, comment?: string) => (comment === undefined ? whole : ''));
}
