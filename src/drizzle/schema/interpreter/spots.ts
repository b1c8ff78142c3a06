import type { WirePlace } from '../wire.ts';
import type { Spot } from './values.ts';

/** Writes a place for the wire. */
export type SpotWriter = (spot: Spot | null) => WirePlace | null;

/** A writer of places in the files of a reading, which are numbered as listed. */
export function spotWriter(files: readonly string[]): SpotWriter {
  const numbers = new Map(files.map((path, index) => [path, index]));
  return (spot) => {
    const file = spot && numbers.get(spot.module.path);
    return spot && file !== undefined && file !== null ? [file, spot.start, spot.end] : null;
  };
}
