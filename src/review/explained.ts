import type { Reported } from './reports.ts';

/**
 * Leaves out what is only a consequence of something else that was reported: one cause is one
 * finding. A report says of which checks it explains the reports that overlap a stretch of its file.
 */
export function withoutExplained(reported: readonly Reported[]): Reported[] {
  const explaining = reported.filter(({ report }) => report.explains);
  if (explaining.length === 0) return [...reported];
  return reported.filter(
    (each) => !explaining.some((other) => other.check !== each.check && explains(other, each)),
  );
}

function explains({ path, report: { explains: explained } }: Reported, each: Reported): boolean {
  if (!explained || path !== each.path || !explained.checks.includes(each.check.id)) return false;
  const { start, end } = explained.within;
  return each.at.start.offset < end.offset && each.at.end.offset >= start.offset;
}
