import type { Finding, Review } from './finding.ts';
import type { Settings } from './settings.ts';
import { verdictOf } from './verdict.ts';

/** That a person takes the risk of one finding. */
export interface Acceptance {
  readonly fingerprint: string;
  /** Their login. */
  readonly by: string;
  readonly reason: string;
}

/**
 * A review with the findings that were accepted, and its verdict anew. What nobody may accept stays,
 * as it may have become one since.
 */
export function withAcceptances(
  review: Review,
  acceptances: readonly Acceptance[],
  ignores: Settings['ignores'],
): Review {
  if (acceptances.length === 0) return review;
  const byFingerprint = new Map(acceptances.map((each) => [each.fingerprint, each]));
  const findings = review.findings.map((finding) => {
    const acceptance = byFingerprint.get(finding.fingerprint);
    if (!acceptance || !mayBeAccepted(finding)) return finding;
    const { by, reason } = acceptance;
    return { ...finding, accepted: { by, reason } };
  });
  return { ...review, findings, verdict: verdictOf(findings, ignores) };
}

/** Whether a person may take its risk: any warning, and the errors whose check says so. */
export function mayBeAccepted({
  severity,
  acceptable,
}: Pick<Finding, 'acceptable'> & { readonly severity: string }): boolean {
  return severity !== 'error' || acceptable;
}
