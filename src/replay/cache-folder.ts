import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder that db-review keeps things in from one run to the next: `DB_REVIEW_CACHE`, or the user's
 * own by the XDG base directory specification.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env['DB_REVIEW_CACHE']) return env['DB_REVIEW_CACHE'];
  const base = env['XDG_CACHE_HOME'] || (env['HOME'] ? join(env['HOME'], '.cache') : tmpdir());
  return join(base, 'db-review');
}
