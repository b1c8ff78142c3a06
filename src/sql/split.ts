import { type Token, tokensOf } from './lexer.ts';
import { type Piece, partOf } from './piece.ts';

/**
 * Cuts a piece after the semicolons that end its statements, so that a broken one does not hide
 * the others. A statement whose parentheses never close is cut at its first semicolon.
 */
export function statementsOf(piece: Piece): readonly Piece[] {
  const tokens = tokensOf(piece.text).filter((token) => token.kind !== 'comment');
  const parts: Piece[] = [];
  let from = 0;
  let first = 0;
  while (first < tokens.length) {
    const last = endOfStatement(piece.text, tokens, first);
    const end = tokens[last]?.end ?? piece.text.length;
    parts.push(partOf(piece, from, end));
    from = end;
    first = last + 1;
  }
  return parts;
}

/** Index of the token that ends the statement which starts at a token. */
function endOfStatement(text: string, tokens: readonly Token[], first: number): number {
  let parentheses = 0;
  let firstSemicolon = -1;
  let blocks = 0;
  for (let index = first; index < tokens.length; index++) {
    const value = valueOf(text, tokens[index]);
    if (value === '(') parentheses++;
    else if (value === ')') parentheses--;
    else if (value === 'atomic' && valueOf(text, tokens[index - 1]) === 'begin') blocks++;
    else if (value === 'case' && blocks > 0) blocks++;
    else if (value === 'end' && blocks > 0) blocks--;
    if (value !== ';' || blocks > 0) continue;
    if (parentheses <= 0) return index;
    if (firstSemicolon < 0) firstSemicolon = index;
  }
  return firstSemicolon < 0 ? tokens.length - 1 : firstSemicolon;
}

function valueOf(text: string, token: Token | undefined): string {
  if (token === undefined || token.end - token.start > 6) return '';
  return text.slice(token.start, token.end).toLowerCase();
}
