export type TokenKind = 'word' | 'identifier' | 'string' | 'comment' | 'number' | 'symbol';

/** A token or comment of SQL, by UTF-16 offsets; `closed` is false where the text ends inside it. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
}

const space = /[ \t\n\r\f\v]+/y;
const lineComment = /--[^\n\r]*/y;
const commentMark = /\/\*|\*\//g;
const dollarTag = /\$(?:[A-Za-z_\x80-\uffff][A-Za-z0-9_\x80-\uffff]*)?\$/y;
const word = /[A-Za-z_\x80-\uffff][A-Za-z0-9_$\x80-\uffff]*/y;
const number = /\$?[0-9][A-Za-z0-9_.]*/y;

/** The longest text that the grammars are asked about has fewer. */
const mostTokens = 2_000_000;

/**
 * Splits SQL into tokens by the lexical rules of PostgreSQL (standard_conforming_strings on). It
 * reads any text, so that what stands beside a broken statement is still found; the
 * grammars decide what is right. A string that goes on with another one on the next line is two.
 * A text that was made of more than two million ends with one that holds the rest.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = endOf(space, text, 0);
  while (at < text.length) {
    const isLast = tokens.length === mostTokens;
    const token: Token = isLast
      ? { kind: 'symbol', start: at, end: text.length, closed: false }
      : tokenAt(text, at);
    tokens.push(token);
    at = endOf(space, text, token.end);
  }
  return tokens;
}

/** Offset of the first token that is not a comment, or the text's length. */
export function skipComments(text: string, from: number): number {
  let at = endOf(space, text, from);
  while (text.startsWith('--', at) || text.startsWith('/*', at)) {
    at = endOf(space, text, tokenAt(text, at).end);
  }
  return at;
}

/** The token that starts at an offset. */
export function tokenAt(text: string, at: number): Token {
  const quoted = quotedAt(text, at);
  if (quoted !== null) return { ...quoted, start: at };
  const wordEnd = endOf(word, text, at);
  if (wordEnd > at) return { kind: 'word', start: at, end: wordEnd, closed: true };
  const numberEnd = endOf(number, text, at);
  if (numberEnd > at) return { kind: 'number', start: at, end: numberEnd, closed: true };
  const length = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return { kind: 'symbol', start: at, end: at + length, closed: true };
}

type Quoted = Pick<Token, 'kind' | 'end' | 'closed'> | null;

function quotedAt(text: string, at: number): Quoted {
  switch (text[at]) {
    case '-':
      return text[at + 1] === '-' ? closed('comment', endOf(lineComment, text, at)) : null;
    case '/':
      return text[at + 1] === '*' ? blockComment(text, at) : null;
    case "'":
      return quote('string', text, at + 1, "'", false);
    case 'e':
    case 'E':
      return text[at + 1] === "'" ? quote('string', text, at + 2, "'", true) : null;
    case '"':
      return quote('identifier', text, at + 1, '"', false);
    case '$':
      return dollarQuote(text, at);
    default:
      return null;
  }
}

function closed(kind: TokenKind, end: number): Quoted {
  return { kind, end, closed: true };
}

/** Block comments of PostgreSQL nest. */
function blockComment(text: string, at: number): Quoted {
  let depth = 0;
  commentMark.lastIndex = at;
  for (let mark = commentMark.exec(text); mark !== null; mark = commentMark.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return closed('comment', commentMark.lastIndex);
  }
  return { kind: 'comment', end: text.length, closed: false };
}

function quote(
  kind: TokenKind,
  text: string,
  from: number,
  mark: string,
  backslashes: boolean,
): Quoted {
  let at = from;
  while (at < text.length) {
    const end = backslashes ? markOrBackslash(text, at) : text.indexOf(mark, at);
    if (end < 0) break;
    const escaped = text[end] === '\\' || text[end + 1] === mark;
    if (!escaped) return closed(kind, end + 1);
    at = end + 2;
  }
  return { kind, end: text.length, closed: false };
}

function markOrBackslash(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'" || text[at] === '\\') return at;
  }
  return -1;
}

function dollarQuote(text: string, at: number): Quoted {
  const start = endOf(dollarTag, text, at);
  if (start === at) return null;
  const tag = text.slice(at, start);
  const end = text.indexOf(tag, start);
  if (end < 0) return { kind: 'string', end: text.length, closed: false };
  return closed('string', end + tag.length);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
