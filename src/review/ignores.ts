import type { ParsedSql, Range } from '../sql/statement.ts';
import type { Reported } from './reports.ts';

/** An ignore comment of a migration. */
export interface Ignore {
  readonly path: string;
  /** Where the comment stands. */
  readonly at: Range;
  /** The checks that it names, as written. */
  readonly checks: readonly string[];
  readonly reason: string;
  /** The statement that it covers; null for the whole file. */
  readonly covers: Range | null;
}

const comment = /^db-review-ignore(-file)?\b[ \t]*([^:]*?)[ \t]*(?::[ \t]*([\s\S]*))?$/;

/**
 * The ignore comments of a migration: `db-review-ignore <check>: <reason>` covers the statement
 * that follows, `db-review-ignore-file <check, …>: <reason>` the whole file.
 */
export function ignoresOf(path: string, sql: ParsedSql): Ignore[] {
  const outer = sql.statements.filter((statement) => !statement.within);
  return sql.comments.flatMap(({ text, range }) => {
    const match = comment.exec(text);
    if (!match) return [];
    const [, isFile, names = '', reason = ''] = match;
    const next = outer.find((statement) => statement.range.start.offset >= range.end.offset);
    const covers = isFile ? null : (next?.range ?? range);
    const checks = names.split(',').flatMap((name) => name.trim() || []);
    return [{ path, at: range, checks, reason: reason.trim(), covers }];
  });
}

/** An ignore comment, with the checks that it silenced. */
export type Used = ReadonlyMap<Ignore, ReadonlySet<string>>;

/**
 * Marks the reports that an ignore comment covers. Without a reason it silences nothing, and an
 * error that nobody may accept cannot be ignored.
 */
export function applyIgnores(
  reported: readonly Reported[],
  ignores: readonly Ignore[],
): { reported: Reported[]; used: Used } {
  const used = new Map(ignores.map((ignore) => [ignore, new Set<string>()]));
  const marked = reported.map((each) => {
    const ignore = ignores.find((candidate) => isCovered(each, candidate));
    if (!ignore) return each;
    used.get(ignore)?.add(each.check.id);
    if (ignore.reason === '' || !canBeIgnored(each)) return each;
    return { ...each, ignored: { reason: ignore.reason } };
  });
  return { reported: marked, used };
}

/** Whether an ignore comment has any effect on a report. */
export function canBeIgnored({ severity, check }: Reported): boolean {
  return severity !== 'error' || check.onError === 'accept';
}

function isCovered(reported: Reported, ignore: Ignore): boolean {
  if (ignore.path !== reported.path || !ignore.checks.includes(reported.check.id)) return false;
  if (!ignore.covers) return true;
  const { start, end } = ignore.covers;
  return reported.within.start.offset >= start.offset && reported.within.end.offset <= end.offset;
}
