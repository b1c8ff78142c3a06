import type { ReplayRequest, RoadReport } from '../review/replay.ts';
import type { Catalog } from './catalog.ts';
import { compareCatalogs, type Difference } from './compare-catalogs.ts';
import { SandboxError } from './engine.ts';
import { kitError } from './kit-error.ts';
import { PreparationError } from './prepare.ts';
import { driftOf, type Recorded, recordedCatalog } from './recorded.ts';
import type { ReplayOptions } from './replay.ts';
import { roadOf, unknownRoad } from './road-report.ts';

export type SnapshotRoadOptions = Pick<ReplayOptions, 'engine' | 'notes' | 'generateSql'>;

/** Compares a road with the catalogs that the upgrade road begins and ends with. */
export type CompareRoad = (before: Catalog, after: Catalog) => Promise<RoadReport>;

/** Snapshots of drizzle-kit, as text; `before` is null where nothing was there. */
export interface SnapshotPair {
  readonly before: string | null;
  readonly after: string;
}

/** A road that cannot be made, and why. */
export function unknownBecause(because: string): CompareRoad {
  return async () => ({ ...unknownRoad, because });
}

/**
 * The databases that two snapshots describe, made meanwhile and compared when the upgrade road is done.
 * `isKnown` leaves out differences of what the snapshots are silent about.
 */
export async function snapshotRoad(
  { before, after }: SnapshotPair,
  { engine, notes, generateSql }: SnapshotRoadOptions,
  extensions: readonly string[],
  settings: ReplayRequest['settings'],
  isKnown: (difference: Difference, side: keyof SnapshotPair) => boolean = () => true,
): Promise<CompareRoad> {
  if (!generateSql) return unknownBecause('nothing generates SQL from snapshots here');
  const options = { limits: { totalMilliseconds: settings.timeout * 1000 } };
  const make = (text: string) =>
    recordedCatalog(engine, notes, generateSql, text, extensions, settings, options);
  const drift = (side: keyof SnapshotPair, catalog: Catalog, made: Recorded) =>
    driftOf(compareCatalogs(catalog, made.catalog), made).filter((each) => isKnown(each, side));
  try {
    const [old, now] = await Promise.all([before === null ? null : make(before), make(after)]);
    return async (baseCatalog, catalog) =>
      roadOf(drift('after', catalog, now), old ? drift('before', baseCatalog, old) : []);
  } catch (error) {
    if (error instanceof PreparationError || error instanceof SandboxError) {
      return unknownBecause(error.message);
    }
    return unknownBecause(`drizzle-kit refuses the snapshot: ${kitError(error)}`);
  }
}
