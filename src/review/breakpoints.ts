import { tokensOf } from '../sql/lexer.ts';

const marker = '--> statement-breakpoint';

/** A marker in the middle of something that only ends after it, by offsets into the text. */
export interface InnerBreakpoint {
  readonly marker: { readonly start: number; readonly end: number };
  /** The string, body, quoted name or comment that the migrator cuts in two. */
  readonly around: { readonly start: number; readonly end: number };
}

/**
 * The markers of a migration that do not stand between statements. drizzle-orm cuts the text at
 * every marker, wherever it stands (read in readMigrationFiles).
 */
export function innerBreakpoints(text: string): InnerBreakpoint[] {
  if (!text.includes(marker)) return [];
  return tokensOf(text).flatMap(({ kind, start, end }) => {
    const isQuote = kind === 'string' || kind === 'identifier' || text.startsWith('/*', start);
    const at = isQuote ? text.slice(start, end).indexOf(marker) : -1;
    if (at < 0) return [];
    return [
      { marker: { start: start + at, end: start + at + marker.length }, around: { start, end } },
    ];
  });
}
