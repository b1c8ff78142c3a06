import type { Finding } from './finding.ts';
import { fingerprinter } from './fingerprint.ts';
import { findingOf, group, type Reported } from './reports.ts';

/** Reports as findings, in reading order. */
export function worded(reported: readonly Reported[]): Finding[] {
  const fingerprint = fingerprinter();
  return group(reported)
    .map((each) => findingOf(each, fingerprint))
    .sort((one, other) => compareText(one.path, other.path) || one.line - other.line);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
