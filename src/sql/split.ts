import { type Token, tokensOf } from './lexer.ts';
import { type Piece, partOf } from './piece.ts';

/**
 * Cuts a piece after the semicolons that end its statements, so that a broken one does not hide
 * the others. From a statement on whose parentheses never close, every semicolon is taken as one.
 */
export function statementsOf(piece: Piece): readonly Piece[] {
  const tokens = tokensOf(piece.text).filter((token) => token.kind !== 'comment');
  const parts: Piece[] = [];
  let from = 0;
  let first = 0;
  let nesting = true;
  while (first < tokens.length) {
    let last = endOfStatement(piece.text, tokens, first, nesting);
    if (last === null) nesting = false;
    last ??= endOfStatement(piece.text, tokens, first, false) ?? tokens.length - 1;
    const end = tokens[last]?.end ?? piece.text.length;
    parts.push(partOf(piece, from, end));
    from = end;
    first = last + 1;
  }
  return parts;
}

/** Index of the token that ends the statement which starts at a token; null where none does. */
function endOfStatement(
  text: string,
  tokens: readonly Token[],
  first: number,
  nesting: boolean,
): number | null {
  let parentheses = 0;
  let blocks = 0;
  for (let index = first; index < tokens.length; index++) {
    const value = valueOf(text, tokens[index]);
    if (value === ';' && (!nesting || (parentheses <= 0 && blocks === 0))) return index;
    if (value === '(') parentheses++;
    else if (value === ')') parentheses--;
    else if (value === 'atomic' && valueOf(text, tokens[index - 1]) === 'begin') blocks++;
    else if (value === 'case' && blocks > 0) blocks++;
    else if (value === 'end' && blocks > 0) blocks--;
  }
  return nesting && parentheses > 0 ? null : tokens.length - 1;
}

function valueOf(text: string, token: Token | undefined): string {
  if (token === undefined || token.end - token.start > 6) return '';
  return text.slice(token.start, token.end).toLowerCase();
}
