import type { ReplayRequest } from '../review/replay.ts';
import {
  type CompareRoad,
  snapshotRoad,
  type SnapshotRoadOptions,
  unknownBecause,
} from './snapshot-road.ts';

/** What the newest snapshots say: released's, and merged's. */
export async function recordedRoad(
  { readSnapshot, released, settings }: ReplayRequest,
  options: SnapshotRoadOptions,
  extensions: readonly string[],
): Promise<CompareRoad> {
  const [before, after] = await Promise.all([readSnapshot('released'), readSnapshot('merged')]);
  if (after === null) return unknownBecause('the newest migration has no snapshot');
  if (before === null && (released.journal?.entries.length ?? 0) > 0) {
    return unknownBecause('the newest released migration has no snapshot');
  }
  return snapshotRoad({ before, after }, options, extensions, settings);
}
