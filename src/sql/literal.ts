import { tokenAt } from './lexer.ts';

/** What a string constant holds, and where its characters stand in the text that it was read from. */
export interface Literal {
  readonly value: string;
  /** Offset after the constant. */
  readonly end: number;
  /** Offset in the text of a character of the value; the value's length gives the closing quote. */
  offset(index: number): number;
}

/** Escapes of E'…', by PostgreSQL's lexical rules; any other character stands for itself. */
const escape =
  /^\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/;
const named: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads the string constant `'…'`, `E'…'` or `$tag$…$tag$` at an offset; null where there is none. */
export function literalAt(text: string, at: number): Literal | null {
  const token = tokenAt(text, at);
  if (token.kind !== 'string' || !token.closed) return null;
  if (text[at] === '$') return dollarQuoted(text, at, token.end);
  return quoted(text, text.indexOf("'", at) + 1, token.end, text[at] !== "'");
}

function dollarQuoted(text: string, at: number, end: number): Literal {
  const start = text.indexOf('$', at + 1) + 1;
  const value = text.slice(start, end - (start - at));
  return { value, end, offset: (index) => start + index };
}

function quoted(text: string, start: number, end: number, backslashes: boolean): Literal {
  const source = text.slice(start, end - 1);
  if (!source.includes("''") && !(backslashes && source.includes('\\'))) {
    return { value: source, end, offset: (index) => start + index };
  }
  const parts: string[] = [];
  const offsets: number[] = [];
  let at = 0;
  while (at < source.length) {
    const [character, length] = characterAt(source, at, backslashes);
    parts.push(character);
    for (let unit = 0; unit < character.length; unit++) offsets.push(start + at);
    at += length;
  }
  return { value: parts.join(''), end, offset: (index) => offsets[index] ?? end - 1 };
}

function characterAt(source: string, at: number, backslashes: boolean): [string, number] {
  const first = source[at] ?? '';
  if (first === "'") return ["'", 2];
  if (first !== '\\' || !backslashes) return [first, 1];
  const match = escape.exec(source.slice(at, at + 10));
  if (match === null) return [first, 1];
  const [whole, octal, hex, short, long, other = ''] = match;
  if (octal !== undefined) return [String.fromCharCode(parseInt(octal, 8)), whole.length];
  const code = hex ?? short ?? long;
  if (code === undefined) return [named[other] ?? other, whole.length];
  const point = parseInt(code, 16);
  return [point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point), whole.length];
}
