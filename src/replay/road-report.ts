import type { RoadReport } from '../review/replay.ts';
import { type Difference, newDifferences } from './compare-catalogs.ts';

/** A road that was not run. */
export const unknownRoad: RoadReport = {
  state: 'unknown',
  differences: [],
  before: 0,
  because: null,
};

/** What differs now and did not before is the change's. */
export function roadOf(now: readonly Difference[], before: readonly Difference[]): RoadReport {
  const added = newDifferences(now, before);
  return {
    state: added.length > 0 ? 'differs' : 'equal',
    differences: added.map(({ class: kind, name, first, second }) => ({
      class: kind,
      name,
      upgrade: first,
      other: second,
    })),
    before: now.length - added.length,
    because: null,
  };
}
