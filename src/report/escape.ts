import { codeSpan, shorten, visible } from '../review/words.ts';
import { type Segment, segmentsOf } from './markdown.ts';

/**
 * GitHub looks for mentions and references in the rendered text, where entities and backslashes
 * are gone; a zero-width space after the sign is what stops it.
 */
const stop = '\u200b';

/**
 * `@team`, `#12`, `GH-12`, `https://…`, `www.…` and `:emoji:`, at the sign that makes them; the
 * colons of a time of day are none.
 */
const references = /@|#|:(?=\/\/)|(?!(?<=\d):\d\d:\d\d):(?=[\w+-]+:)|www(?=\.)|GH-(?=\d)/gi;

/**
 * Links that our own words may hold. A bare address does not count: what GitHub makes a link of
 * it can swallow the backtick of a code span.
 */
const ownLink =
  /((?<!!)\[[^[\]\\`<>&@#|$:]*\]\(https:\/\/(?:www\.postgresql\.org|orm\.drizzle\.team)\/[\w./#-]*\))/;

/** Languages that only colour; `suggestion` would be a change to apply, `mermaid` a picture. */
const languages = new Set(['sql', 'ts', 'typescript', 'json', 'sh', 'bash', 'yaml', 'diff']);

/** Plain text in which no mention, reference, link or emoji comes to life, on one line. */
export function defuse(text: string): string {
  return visible(text.replace(/[\t\r\n]+/g, ' ')).replace(references, (sign) => sign + stop);
}

/** Free text as Markdown that shows exactly this text, on one line, also in the cell of a table. */
export function escapeMarkdown(text: string): string {
  return defuse(text).replace(/[\\`*_[\]<>&|~$]/g, entity);
}

/**
 * Markdown of ours, which data may have been filled into, with everything outside of code taken
 * away that mentions, refers, shows a picture, is HTML, builds a table or links to a page that
 * is not PostgreSQL's or Drizzle's. Code stays code.
 */
export function neutralise(markdown: string): string {
  return segmentsOf(markdown).map(safe).join('');
}

/** The same on one line of at most about `limit` code units: fences become code spans. */
export function inline(markdown: string, limit = 400): string {
  let left = limit;
  let line = '';
  for (const segment of segmentsOf(markdown)) {
    if (left <= 0) return `${line}…`;
    const text = segment.text.replace(/\s+/g, ' ');
    line += segment.kind === 'text' ? safeText(shorten(text, left)) : codeSpan(text, left);
    left -= text.length;
  }
  return line.trim();
}

/**
 * One line of Markdown for the cell of a table. A pipe ends a cell even inside a code span, and
 * parsers disagree about two backslashes before it, so that a backslash of the text is kept apart.
 */
export function tableCell(line: string): string {
  return line.replace(/\\(?=\|)/g, `\\${stop}`).replace(/\|/g, '\\|');
}

/** Text as a fenced block that it cannot break out of, its lines as they are. */
export function fence(text: string, language: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const marks = '`'.repeat(Math.max(2, ...runs) + 1);
  const lines = text.split('\n').map((line) => line.split('\t').map(visible).join('\t'));
  return [marks + (languages.has(language) ? language : ''), ...lines, marks].join('\n');
}

function safe(segment: Segment): string {
  if (segment.kind === 'text') return safeText(segment.text);
  if (segment.kind === 'code') return codeSpan(segment.text, Infinity);
  const { text, language, indent } = segment;
  return fence(text, language)
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}

function safeText(text: string): string {
  if (text === '\n') return text;
  return text
    .split(ownLink)
    .map((part, index) => (index % 2 === 1 ? part : safeWords(part)))
    .join('');
}

function safeWords(text: string): string {
  return defuse(text.replace(/\\([!-/:-@[-`{-~])/g, '$1'))
    .replace(/[\\`<&[|$]|~{3,}/g, (signs) => [...signs].map(entity).join(''))
    .replace(/^[ \t]*[-:=](?=[-:= \t]*$)/, (sign) => sign.slice(0, -1) + entity(sign.at(-1)!));
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
