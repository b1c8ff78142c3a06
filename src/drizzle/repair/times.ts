import type { RawEntry } from './journal-text.ts';

/** Clocks differ; a `when` further ahead than this would make later migrations be skipped. */
const toleranceMilliseconds = 10 * 60 * 1000;

/**
 * The times of own migrations. One stays as it is where the migrator will pick it and no other has it;
 * what follows one that was moved is moved behind it.
 */
export function timesOf(
  own: readonly RawEntry[],
  entries: readonly RawEntry[],
  { appliedUntil, now }: { readonly appliedUntil: number | null; readonly now: number },
): number[] {
  if (appliedUntil === null) return own.map(({ when }) => when);
  const applied = Math.max(appliedUntil, ...entries.map(({ when }) => when));
  const ahead = Math.max(now, applied) + toleranceMilliseconds;
  const times: number[] = [];
  let least = applied;
  for (const { when } of own) {
    const stays = when > least && when <= ahead && !times.includes(when);
    const time = stays ? when : Math.max(now, Math.max(applied, ...times) + 1);
    if (!stays) least = time;
    times.push(time);
  }
  return times;
}
