import type { Range } from '../sql/statement.ts';
import type { Check, Data, Report } from './check.ts';
import { fill } from './fill.ts';
import type { Finding } from './finding.ts';
import type { CheckSettings, Severity } from './settings.ts';

/** A report with its check and its place, before it is grouped and worded. */
export interface Reported {
  readonly check: Check;
  readonly path: string;
  readonly at: Range;
  /** Stretch in which an ignore comment covers it: the top-level statement that it is about. */
  readonly within: Range;
  readonly report: Report;
  /** What the finding is about, for its fingerprint: holds no position. */
  readonly identity: unknown;
  readonly severity: Severity;
  readonly ignored: { readonly reason: string } | null;
}

/** The severity that the configuration gives a check, by its id before its category. */
export function severityOf(
  check: Pick<Check, 'id' | 'category'>,
  own: Severity,
  settings: Readonly<Record<string, CheckSettings>>,
): Severity | 'off' {
  return settings[check.id]?.severity ?? settings[check.category]?.severity ?? own;
}

/** Reports of one check, one cause and one file become one, at the first place, in reading order. */
export function group(reported: readonly Reported[]): Reported[][] {
  const groups = new Map<string, Reported[]>();
  for (const [index, each] of reported.entries()) {
    const { cause } = each.report;
    const key =
      cause === undefined
        ? `${index}`
        : JSON.stringify([each.check.id, cause, each.path, each.severity, each.ignored]);
    const same = groups.get(key);
    if (same) same.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}

/** Words one group of reports as a finding. */
export function findingOf(
  group: readonly Reported[],
  fingerprint: (check: string, identity: unknown) => string,
): Finding {
  const [first] = group as [Reported];
  const { check, report, at } = first;
  const variants = [report.variant ?? []].flat().map((name) => check.variants?.[name]);
  const texts: Check = Object.assign({}, check, ...variants);
  const data = joined(group.map((each) => each.report.data ?? {}));
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
    why: fill(texts.why, data),
    todo: fill(texts.todo, data),
    fingerprint: fingerprint(
      check.id,
      group.map((each) => each.identity),
    ),
    sources: check.sources,
    evidence: evidenceOf(group),
    fix: null,
    ignored: first.ignored,
    accepted: null,
    acceptable: check.onError === 'accept',
  };
}

/** Data of several reports as one: what differs becomes a list, and `count` counts the reports. */
function joined(all: readonly Data[]): Data {
  const names = new Set(all.flatMap((data) => Object.keys(data)));
  const entries = [...names].map((name): [string, Data[string]] => {
    const values = [...new Set(all.flatMap((data) => data[name] ?? []))];
    const [only] = values;
    const isList = all.some((data) => Array.isArray(data[name]));
    if (only !== undefined && ((values.length === 1 && !isList) || typeof only === 'object')) {
      return [name, only];
    }
    return [name, values.map(String)];
  });
  return { ...Object.fromEntries(entries), count: all.length };
}

function evidenceOf(group: readonly Reported[]): Finding['evidence'] {
  const [first, ...others] = group as [Reported, ...Reported[]];
  const own = first.report.evidence ?? null;
  if (others.length === 0) return own;
  const also = others.map(({ path, at }) => ({ path, line: at.start.line }));
  return { ...own, also };
}
