import { tokensOf } from './lexer.ts';

const unknownField = /^"([^"]+)\.[^"]+" is not a known variable$/;
const endsType = new Set([';', ':', '=', 'not', 'default', 'collate']);

/**
 * A PL/pgSQL body that declares, as a record, the variable whose field PostgreSQL's parser did not
 * know: outside of a server it knows no row types. Lines stay; null where that is not the cause.
 */
export function declareRecord(body: string, message: string): string | null {
  const name = unknownField.exec(message)?.[1];
  if (name === undefined) return null;
  const tokens = tokensOf(body).filter((token) => token.kind !== 'comment');
  const words = tokens.map(({ start, end }) => body.slice(start, end).toLowerCase());
  const index = words.findIndex(
    (word, at) => unquoted(word) === name && (words[at - 1] === 'declare' || words[at - 1] === ';'),
  );
  if (index < 0 || words[index + 1] === 'record') return null;
  const first = tokens[index + 1];
  const after = words.findIndex((word, at) => at > index + 1 && endsType.has(word));
  if (first === undefined || after < 0) return null;
  const type = body.slice(first.start, tokens[after]!.start);
  const lines = type.replace(/[^\n]/g, '');
  return `${body.slice(0, first.start)}record ${lines}${body.slice(tokens[after]!.start)}`;
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1) : word;
}
