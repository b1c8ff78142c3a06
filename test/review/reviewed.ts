import { registry } from '../../checks/index.ts';
import type { Finding, Review } from '../../src/review/finding.ts';
import { reviewSql } from '../../src/review/lint.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import type { Parse } from '../../src/sql/statement.ts';
import { changeOf, type MemoryTrees } from '../memory-change.ts';

/** Reviews texts with all checks, as `lint` does. */
export function lint(
  parse: Parse,
  texts: readonly string[],
  settings: Partial<Settings> = {},
): Promise<Review> {
  const files = texts.map((text, index) => ({ path: `${index}.sql`, text, problem: null }));
  return reviewSql(files, { ...defaultSettings, ...settings }, { checks: registry, parse });
}

/** Reviews trees with all checks, as a pull request. */
export function reviewTrees(
  parse: Parse,
  trees: MemoryTrees,
  settings: Partial<Settings> = {},
): Promise<Review> {
  const ports = { checks: registry, parse };
  return review(changeOf(trees), { ...defaultSettings, ...settings }, ports);
}

/** Findings in short: `check line`, with `ignored` where a comment ignores it. */
export function inShort(findings: readonly Finding[]): string[] {
  return findings.map(({ check, line, ignored }) => `${check} ${line}${ignored ? ' ignored' : ''}`);
}
