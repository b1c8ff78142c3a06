import type { ParsedSql, Range } from '../sql/statement.ts';
import { followerOf } from './follower.ts';
import type { Reported } from './reports.ts';

/** An ignore comment of a migration or of TypeScript. */
export interface Ignore {
  readonly path: string;
  /** Where the comment stands. */
  readonly at: Range;
  /** The checks that it names, as written. */
  readonly checks: readonly string[];
  readonly reason: string;
  /** What it covers: the whole file, the statement or line that follows, or nothing where none follows. */
  readonly covers: 'file' | Range | null;
}

/**
 * The ignore comments of a migration: `db-review-ignore <check>: <reason>` covers the statement
 * that follows, `db-review-ignore-file <check, …>: <reason>` the whole file. A comment in the body
 * of a DO block covers the statement that follows it there.
 */
export function ignoresOf(path: string, sql: ParsedSql): Ignore[] {
  const comments = sql.comments.filter(({ text }) => /^db-review-ignore\b/.test(text));
  if (comments.length === 0) return [];
  const follower = followerOf(sql);
  return comments.map(({ text, range }) =>
    ignoreOf({ path, said: text, at: range, covers: follower(range) }),
  );
}

/** What a comment says that begins with `db-review-ignore`; with `-file` it covers the whole file. */
export function ignoreOf({
  path,
  said,
  at,
  covers,
}: Pick<Ignore, 'path' | 'at' | 'covers'> & { readonly said: string }): Ignore {
  const isFile = /^db-review-ignore-file\b/.test(said);
  const rest = said.slice((isFile ? 'db-review-ignore-file' : 'db-review-ignore').length);
  const [names = '', ...reason] = rest.split(':');
  return {
    path,
    at,
    checks: names.split(',').flatMap((name) => name.trim() || []),
    reason: reason.join(':').trim(),
    covers: isFile ? 'file' : covers,
  };
}

/** What an ignore comment did to reports of a check: one that cannot be ignored is `refused`. */
export type Effects = ReadonlyMap<string, 'silenced' | 'refused'>;

export type Used = ReadonlyMap<Ignore, Effects>;

/**
 * Marks the reports that an ignore comment covers. Without a reason it silences nothing, and an
 * error that nobody may accept cannot be ignored.
 */
export function applyIgnores(
  reported: readonly Reported[],
  ignores: readonly Ignore[],
): { reported: Reported[]; used: Used } {
  const used = new Map(
    ignores.map((ignore) => [ignore, new Map<string, 'silenced' | 'refused'>()]),
  );
  const byPlace = new Map<string, Ignore>();
  for (const ignore of ignores.filter(({ reason, covers }) => reason !== '' && covers)) {
    for (const check of ignore.checks) {
      const key = keyOf(ignore.path, check, ignore.covers);
      if (!byPlace.has(key)) byPlace.set(key, ignore);
    }
  }
  const marked = reported.map((each) => {
    const places = (['file', ...each.within] as const).map((place) =>
      byPlace.get(keyOf(each.path, each.check.id, place)),
    );
    const ignore = places.find((place) => place !== undefined);
    if (!ignore) return each;
    const effects = used.get(ignore);
    if (!canBeIgnored(each)) {
      effects?.set(each.check.id, 'refused');
      return each;
    }
    if (!effects?.has(each.check.id)) effects?.set(each.check.id, 'silenced');
    return { ...each, ignored: { reason: ignore.reason } };
  });
  return { reported: marked, used };
}

/** Whether an ignore comment has any effect on a report. */
function canBeIgnored({ severity, check }: Reported): boolean {
  return severity !== 'error' || check.onError === 'accept';
}

function keyOf(path: string, check: string, covers: Ignore['covers']): string {
  const place = covers === 'file' || covers === null ? covers : covers.start.offset;
  return JSON.stringify([path, check, place]);
}
