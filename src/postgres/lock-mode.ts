/** PostgreSQL's locks on tables, from the weakest to the strongest (lockdefs.h). */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;

export type LockMode = (typeof lockModes)[number];

/** Whether INSERT, UPDATE and DELETE wait for a lock. */
export function blocksWrites(mode: LockMode): boolean {
  return lockModes.indexOf(mode) >= lockModes.indexOf('SHARE');
}

/** Whether SELECT waits for a lock, too. */
export function blocksReads(mode: LockMode): boolean {
  return mode === 'ACCESS EXCLUSIVE';
}

/** The stronger one of two locks. */
export function stronger(one: LockMode, other: LockMode): LockMode {
  return lockModes.indexOf(one) > lockModes.indexOf(other) ? one : other;
}
