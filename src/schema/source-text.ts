import type { Node } from '@pgsql/types';
import { type Token, tokensOf } from '../sql/lexer.ts';
import type { Statement } from '../sql/statement.ts';
import { walk } from '../sql/tree.ts';

/**
 * Texts of expressions as they stand in a statement: the tree says where an expression has its
 * operators and names, but neither where it ends nor its parentheses.
 */
export interface SourceText {
  /** What follows a keyword, up to the next comma or parenthesis that closes around it, or a location. */
  after(keyword: string, from: number, until: number): string;
  /** What stands in the parentheses that follow a keyword. */
  inParentheses(keyword: string, from: number): string;
  /** All that follows a keyword, without a semicolon. */
  rest(keyword: string, from: number): string;
  /** The expression of a tree node that stands right after a keyword. */
  of(node: Node, keyword: string): string;
  /** The items of the first list in parentheses, without what follows an expression. */
  listed(): readonly string[];
}

/** Reads a statement's text; it is split into tokens when first needed. Locations are the tree's. */
export function sourceText(statement: Statement): SourceText {
  const { text, range } = statement;
  let found: readonly Token[] | null = null;

  function tokens(): readonly Token[] {
    found ??= tokensOf(text).filter(({ kind }) => kind !== 'comment');
    return found;
  }

  function offsetOf(location: number): number {
    return statement.at(location).offset - range.start.offset;
  }

  function textOf(token: Token | undefined): string {
    return token === undefined ? '' : text.slice(token.start, token.end);
  }

  function isKeyword(token: Token, keyword: string): boolean {
    return token.kind === 'word' && textOf(token).toLowerCase() === keyword;
  }

  /** Index of the token that ends what starts at a token: a comma or a closing parenthesis. */
  function endOf(start: number, until: number): number {
    let depth = 0;
    for (let index = start; index < tokens().length; index++) {
      const token = tokens()[index]!;
      const part = textOf(token);
      if (token.start >= until) return index;
      if (depth === 0 && [',', ')', ']'].includes(part)) return index;
      if (part === '(' || part === '[') depth++;
      if (part === ')' || part === ']') depth--;
    }
    return tokens().length;
  }

  function slice(start: number, end: number): string {
    const first = tokens()[start];
    const last = tokens()[end - 1];
    return first && last && end > start ? text.slice(first.start, last.end) : '';
  }

  function keywordAfter(keyword: string, from: number): number {
    const offset = offsetOf(from);
    return tokens().findIndex((token) => token.start >= offset && isKeyword(token, keyword));
  }

  function after(keyword: string, from: number, until: number): string {
    const start = keywordAfter(keyword, from) + 1;
    return slice(start, endOf(start, until === Infinity ? until : offsetOf(until)));
  }

  function inParentheses(keyword: string, from: number): string {
    const start = keywordAfter(keyword, from) + 2;
    return slice(start, endOf(start, Infinity));
  }

  function rest(keyword: string, from: number): string {
    const all = tokens();
    const end = textOf(all.at(-1)) === ';' ? all.length - 1 : all.length;
    const start = keywordAfter(keyword, from) + 1;
    return start === 0 ? '' : slice(start, end);
  }

  function of(node: Node, keyword: string): string {
    const offset = offsetOf(leftmost(node));
    const index = tokens().findLastIndex(
      (token) => token.start < offset && isKeyword(token, keyword),
    );
    return slice(index + 1, endOf(index + 1, Infinity));
  }

  function listed(): readonly string[] {
    const items: string[] = [];
    let start = tokens().findIndex((token) => textOf(token) === '(') + 1;
    for (;;) {
      const end = endOf(start, Infinity);
      items.push(slice(start, expressionEnd(start, end)));
      if (textOf(tokens()[end]) !== ',') return items;
      start = end + 1;
    }
  }

  /** An index's expression is in parentheses or a function call, so it ends with its first pair. */
  function expressionEnd(start: number, limit: number): number {
    for (let index = start; index < limit; index++) {
      if (textOf(tokens()[index]) === '(') return endOf(index + 1, Infinity) + 1;
    }
    return limit;
  }

  return { after, inParentheses, rest, of, listed };
}

function leftmost(node: Node): number {
  let least = Infinity;
  walk(node, (_, fields) => {
    const { location } = fields as { location?: number };
    if (location !== undefined && location >= 0) least = Math.min(least, location);
  });
  return least === Infinity ? 0 : least;
}
