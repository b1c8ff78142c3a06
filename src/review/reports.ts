import type { Range } from '../sql/statement.ts';
import type { Check, Report, Texts } from './check.ts';
import { fill } from './fill.ts';
import type { Finding } from './finding.ts';
import type { Severity } from './settings.ts';

/** A report with its check and its place, before it is grouped and worded. */
export interface Reported {
  readonly check: Check;
  readonly path: string;
  readonly at: Range;
  /** What an ignore comment covers it with: its statement and those that hold it, or its place. */
  readonly within: readonly Range[];
  readonly report: Report;
  /** What the finding is about, for its fingerprint: holds no position. */
  readonly identity: unknown;
  readonly severity: Severity;
  /** The rule of the migrator that it depends on, and that is not known. */
  readonly unsure: 'transaction' | 'pending' | null;
  /** What waits, where the sizes of tables are known. */
  readonly size: string | null;
  readonly ignored: { readonly reason: string } | null;
  /** Who has taken the risk already, and why. */
  readonly accepted: Finding['accepted'];
}

/**
 * Reports of one check and one cause in one file become one, at the first place, in reading order.
 * What is said in other words, weighs more or less, or is ignored, stands by itself.
 */
export function group(reported: readonly Reported[]): Reported[][] {
  const groups = new Map<string, Reported[]>();
  for (const [index, each] of reported.entries()) {
    const { cause, variant } = each.report;
    const key =
      cause === undefined
        ? `${index}`
        : JSON.stringify([
            each.check.id,
            cause,
            variant,
            each.path,
            each.severity,
            each.ignored,
            each.accepted,
          ]);
    const same = groups.get(key);
    if (same) same.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}

const setting = (rule: string, values: string): string =>
  `\n\nHow this repository's migrator ${rule} could not be read from its scripts. Say it under ` +
  `\`projects\` in \`.github/db-review.yml\`: ${values}.`;

/** What to do where the migrator is not known. */
const advice = {
  transaction: setting('wraps migrations', '`migrator: { transaction: all | each | none }`'),
  pending: setting('decides what is pending', '`migrator: { pending: when | hash | name }`'),
};

/** Words one group of reports as a finding. */
export function findingOf(
  group: readonly Reported[],
  fingerprint: (check: string, identity: unknown) => string,
): Finding {
  const [first] = group as [Reported];
  const { check, at } = first;
  const texts = textsOf(first);
  const data = group.map((each) => each.report.data ?? {});
  const message = group.length > 1 && texts.many ? texts.many : texts.message;
  return {
    check: check.id,
    category: check.category,
    severity: first.severity,
    title: check.title,
    path: first.path,
    line: at.start.line,
    endLine: at.end.line,
    column: at.start.column,
    endColumn: at.end.column,
    message: fill(message, data),
    why: [fill(texts.why, data), ...sizesOf(group)].join(' '),
    todo: fill(texts.todo, data) + (first.unsure ? advice[first.unsure] : ''),
    fingerprint: fingerprint(
      check.id,
      group.map((each) => each.identity),
    ),
    sources: check.sources,
    evidence: evidenceOf(group),
    fix: group.length === 1 ? fixOf(first) : null,
    ignored: first.ignored,
    accepted: first.accepted,
    acceptable: check.onError === 'accept' && !first.report.final,
  };
}

/** Edits of several reports are not right one by one, so that only a single report has one. */
function fixOf({ report: { fix } }: Reported): Finding['fix'] {
  if (!fix) return null;
  const { start, end } = fix.at;
  const place = { line: start.line, column: start.column };
  return { ...place, endLine: end.line, endColumn: end.column, text: fix.text };
}

function sizesOf(group: readonly Reported[]): string[] {
  return [...new Set(group.flatMap(({ size }) => size ?? []))];
}

/** The check's words, and over them those of the variants; what a variant says is not said in the plural of another. */
function textsOf({ check, report }: Reported): Texts {
  const variants = [report.variant ?? []].flat().flatMap((name) => check.variants?.[name] ?? []);
  return variants.reduce<Texts>((texts, variant) => {
    const { many, ...others } = { ...texts, ...variant };
    const isSaid = variant.message === undefined || variant.many !== undefined;
    return many !== undefined && isSaid ? { ...others, many } : others;
  }, check);
}

function evidenceOf(group: readonly Reported[]): Finding['evidence'] {
  const [first, ...others] = group as [Reported, ...Reported[]];
  const own = first.report.evidence ?? null;
  if (others.length === 0) return own;
  const also = others.map(({ path, at }) => ({ path, line: at.start.line }));
  return { ...own, also };
}
