import type { ReplayedStatement, ReplayReport } from './replay.ts';
import type { Reported } from './reports.ts';

/**
 * Puts what the replay has measured into the findings about the same statements. An error that a check
 * of syntax has foretold is that check's finding, with PostgreSQL's words as its evidence.
 */
export function withEvidence(
  reported: readonly Reported[],
  replay: ReplayReport | null,
): readonly Reported[] {
  if (!replay) return reported;
  const foretold = reported.filter(({ check, severity }) => {
    return check.category === 'syntax' && severity === 'error';
  });
  const failed = replay.statements.find(({ error }) => error);
  const foretells = (each: Reported): boolean =>
    failed !== undefined &&
    (isSamePlace(each, { path: failed.path, at: failed.range }) ||
      each.check.id === foretellers[failed.error?.code ?? '']);
  const isForetold = foretold.some(foretells);
  const told = reported.filter(({ check }) => check.id !== 'upgrade-fails' || !isForetold);
  return weighedByProbes(told, replay).map((each) => {
    const statement =
      foretold.includes(each) && foretells(each)
        ? failed
        : replay.statements.find(({ path, range }) => isSamePlace(each, { path, at: range }));
    return statement && isMeasured(each) ? evident(each, statement) : each;
  });
}

/** Checks that foresee an error at another statement than the one that fails, by SQLSTATE. */
const foretellers: Readonly<Record<string, string>> = { '55P04': 'enum-value-used-in-same-tx' };

/** Checks that foresee from the text what a probe tries: rows that a NOT NULL does not take. */
const foreseeing: ReadonlySet<string> = new Set(['set-not-null', 'add-column-not-null-no-default']);

/**
 * What is proven is said by the proof, and the forecast of the same statement is a notice beside it.
 * Where the probes found no such rows, or none can exist, there is nothing left to say.
 */
function weighedByProbes(reported: readonly Reported[], replay: ReplayReport): Reported[] {
  return reported.flatMap((each): Reported[] => {
    // Words about the lock hold, whatever the rows are.
    if (!foreseeing.has(each.check.id) || each.report.variant === 'filled') return [each];
    const probe = replay.probes.find(
      ({ kind, path, range }) => kind === 'not null' && isSamePlace(each, { path, at: range }),
    );
    if (!probe || probe.status === 'not probed') return [each];
    if (probe.status === 'proven') return [{ ...each, severity: 'notice' }];
    return [];
  });
}

function isMeasured({ check, within }: Reported): boolean {
  // What stands in a body did not run by itself.
  const isInner = within.length > 1;
  return !isInner && ['lock', 'data', 'syntax', 'compatibility'].includes(check.category);
}

function evident(each: Reported, statement: ReplayedStatement): Reported {
  const { milliseconds, locks, heldUntil, rewrites, scans, error } = statement;
  const replay = { milliseconds, locks, heldUntil, rewrites, scans, error };
  return { ...each, report: { ...each.report, evidence: { ...each.report.evidence, replay } } };
}

function isSamePlace(
  one: Pick<Reported, 'path' | 'at'>,
  other: Pick<Reported, 'path' | 'at'>,
): boolean {
  return (
    one.path === other.path &&
    one.at.start.offset < other.at.end.offset &&
    other.at.start.offset < Math.max(one.at.end.offset, one.at.start.offset + 1)
  );
}
