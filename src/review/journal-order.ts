import { newestWhen } from '../drizzle/pending.ts';
import type { HistoryVisit } from './check.ts';

/** The newest released `when` and what it is set back to; null where an entry is not that one, or not set back. */
export function loweredWhen(
  { released, merged }: HistoryVisit,
  tag: string,
): { readonly before: number; readonly after: number } | null {
  const before = newestWhen(released);
  const old = released.journal?.entries.find((entry) => entry.tag === tag);
  const now = merged.journal?.entries.find((entry) => entry.tag === tag);
  if (old?.when !== before || !now || newestWhen(merged) >= before) return null;
  return { before, after: now.when };
}

/** Released entries that stand before one that was released earlier, each with that one, by their tags. */
export function swappedEntries({ released, merged }: HistoryVisit): [string, string][] {
  const order = new Map(released.journal?.entries.map(({ tag }, index) => [tag, index]));
  const kept = (merged.journal?.entries ?? []).filter(({ tag }) => order.has(tag));
  return kept.flatMap(({ tag }, index): [string, string][] => {
    const next = kept[index + 1];
    const isSwapped = next && order.get(tag)! > order.get(next.tag)!;
    return isSwapped ? [[tag, next.tag]] : [];
  });
}
