import { cutName, maxNameBytes } from '../sql/identifier.ts';
import { tokensOf } from '../sql/lexer.ts';
import type { Statement } from '../sql/statement.ts';

/** What a statement has that holds a name of more bytes, and few others have. */
const mayBeLong = /[^\x00-\x7f]|""|[\w$]{64}|"[^"]{64}/;

/** The names in a statement that are longer than PostgreSQL keeps, each once, as they are written. */
export function longNames({ text }: Statement): string[] {
  if (!mayBeLong.test(text)) return [];
  const names = tokensOf(text)
    .filter(
      ({ kind, start, end }) =>
        (kind === 'identifier' || kind === 'word') && end - start > maxNameBytes / 3,
    )
    .map(({ kind, start, end }) => {
      const name = text.slice(start, end);
      return kind === 'identifier' ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
    });
  return [...new Set(names)].filter((name) => cutName(name) !== name);
}

/** What PostgreSQL makes of a name that is too long. */
export function keptName(name: string): string {
  return cutName(name);
}
