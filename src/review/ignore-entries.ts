import picomatch from 'picomatch';
import type { Reported } from './reports.ts';
import type { IgnoreEntry } from './settings.ts';

/**
 * Marks the reports that the configuration ignores. It stands on base, so others than the author
 * have agreed to it, and an error that a person may accept is accepted by it.
 */
export function applyIgnoreEntries(
  reported: readonly Reported[],
  entries: readonly IgnoreEntry[],
): Reported[] {
  const matchers = entries.map((entry) => ({
    ...entry,
    matches: picomatch(entry.path, { dot: true }),
  }));
  return reported.map((each) => {
    const entry = matchers.find(
      ({ check, matches }) => check === each.check.id && matches(each.path),
    );
    if (!entry) return each;
    const { reason } = entry;
    if (each.severity !== 'error') return { ...each, ignored: { reason } };
    if (each.check.onError === 'fail') return each;
    return { ...each, accepted: { by: 'the configuration', reason } };
  });
}
