/** Milliseconds since 1970 as `2026-11-22T10:31:41.000Z`; the number itself where it is no date. */
export function isoTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString();
}
