import { z } from 'zod';

/** Begins the last line of a summary of ours; a text from a repository cannot hold it. */
export const marker = '<!-- db-review:summary v1';

/** What a summary remembers for the next one. */
export interface State {
  /** The commit that was reviewed. */
  readonly head: string;
  /** Fingerprints of the findings that were open. */
  readonly findings: readonly string[];
  /** How many of them have a suggestion. */
  readonly fixes: number;
}

/** With more findings than this nobody asks which are new, and the marker would crowd them out. */
const mostFindings = 300;

const form = z.object({
  head: z.string().regex(/^[0-9a-f]{40,64}$/),
  findings: z.array(z.string().regex(/^[\w-]{1,64}$/)).max(mostFindings),
  fixes: z.int().nonnegative().default(0),
});

const line = new RegExp(`(?:^|\\n)${marker}(?: ([\\w-]+))? -->\\s*$`);

/** The last line of a summary: an HTML comment, which GitHub does not show. */
export function markerLine(state: State): string {
  if (state.findings.length > mostFindings) return `${marker} -->`;
  const { head, findings, fixes } = state;
  const json = JSON.stringify({ head, findings, ...(fixes > 0 && { fixes }) });
  return `${marker} ${Buffer.from(json).toString('base64url')} -->`;
}

/**
 * Whether a body ends with our marker. Anybody can write one: ask only of what our own app has
 * written.
 */
export function isOurs(body: string): boolean {
  return line.test(body);
}

/** Where the line of the marker begins in a body that `isOurs`. */
export function lastLineAt(body: string): number {
  return body.lastIndexOf(marker);
}

/** What the previous summary remembered; null when it holds nothing that can be read. */
export function readState(body: string): State | null {
  const encoded = line.exec(body)?.[1];
  if (encoded === undefined) return null;
  try {
    const json: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return form.parse(json);
  } catch {
    return null;
  }
}
