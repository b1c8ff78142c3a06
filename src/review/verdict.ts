import type { Finding, Verdict } from './finding.ts';
import type { Settings } from './settings.ts';

/**
 * The verdict over findings. An ignore comment silences warnings and notices; on an error it only
 * asks for acceptance, unless the configuration trusts it.
 */
export function verdictOf(findings: readonly Finding[], ignores: Settings['ignores']): Verdict {
  const open = findings.filter((finding) => !isSettled(finding, ignores));
  const errors = open.filter((finding) => finding.severity === 'error');
  if (errors.some((finding) => !finding.acceptable)) return 'fail';
  if (errors.length > 0) return 'accept';
  return open.some((finding) => finding.severity === 'warning') ? 'warn' : 'pass';
}

/** Whether a verdict stops a merge, or a terminal run, under the configured `failOn`. */
export function stops(verdict: Verdict, failOn: Settings['failOn']): boolean {
  if (failOn === 'never') return false;
  return verdict === 'fail' || verdict === 'accept' || (verdict === 'warn' && failOn === 'warning');
}

/** Whether a person, or an ignore comment that counts, has settled a finding. */
export function isSettled(finding: Finding, ignores: Settings['ignores']): boolean {
  if (finding.accepted) return true;
  if (!finding.ignored) return false;
  return finding.severity !== 'error' || (ignores === 'trust' && finding.acceptable);
}
