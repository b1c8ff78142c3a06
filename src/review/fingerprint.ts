import { createHash } from 'node:crypto';

/**
 * Gives each cause a name that stays while the cause stands. It holds what is wrong and with
 * what, and neither commit, folder nor line; the second of two equal causes is numbered.
 */
export function fingerprinter(): (check: string, cause: unknown) => string {
  const seen = new Map<string, number>();
  return (check, cause) => {
    const key = JSON.stringify([check, cause]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 16);
  };
}
