import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

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
    return hash(`${key}${count}`);
  };
}

/** Numbers what two projects have alike, so that each finding of a review has its own fingerprint. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = seen.get(finding.fingerprint) ?? 0;
    seen.set(finding.fingerprint, count + 1);
    if (count === 0) return finding;
    return { ...finding, fingerprint: hash(`${finding.fingerprint} ${count}`) };
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
