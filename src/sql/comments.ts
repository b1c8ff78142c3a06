import { tokensOf } from './lexer.ts';
import type { Piece, SourceFile } from './piece.ts';
import type { SqlComment } from './statement.ts';

/** A mark of a comment; that between chunks is nobody's comment. */
const mark = /--(?!> statement-breakpoint)|\/\*/;

/** The comments of a piece, in order. */
export function commentsOf(piece: Piece, file: SourceFile): readonly SqlComment[] {
  if (!mark.test(piece.text)) return [];
  return tokensOf(piece.text)
    .filter((token) => token.kind === 'comment')
    .map(({ start, end }) => ({
      text: textOf(piece.text.slice(start, end)),
      range: file.range(piece.offset(start), piece.offset(end)),
    }));
}

function textOf(comment: string): string {
  if (comment.startsWith('--')) return comment.slice(2).trim();
  return comment.slice(2, comment.endsWith('*/') ? -2 : undefined).trim();
}
