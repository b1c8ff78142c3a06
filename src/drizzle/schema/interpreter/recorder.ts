import type { Drizzle } from './host.ts';
import type { Spot } from './values.ts';

/** What the source says of a column beyond what its builder keeps. */
export interface ColumnCalls {
  /** The function that made the builder, and the methods called on it, in order. */
  readonly calls: string[];
  /** The argument of `$type<…>`, as written. */
  type: string | null;
  /** Why the default is not known, where it is made anew whenever a migration is generated. */
  unknownDefault: string | null;
}

/** Keeps where each object of Drizzle's was made. */
export interface Recorder {
  /** Notes where an object was made; a call that gives the same object back extends its place. */
  record(object: object, spot: Spot): void;
  spotOf(object: object): Spot | null;
  callsOf(builder: object): ColumnCalls;
}

/** A column and its builder share one `config`, by which the column's place is found. */
export function createRecorder({ orm }: Drizzle): Recorder {
  const spots = new WeakMap<object, Spot>();
  const calls = new WeakMap<object, ColumnCalls>();

  function identify(object: object): object {
    const isColumn = object instanceof orm.ColumnBuilder || object instanceof orm.Column;
    return isColumn ? (Reflect.get(object, 'config') as object) : object;
  }

  function callsOf(builder: object): ColumnCalls {
    const key = identify(builder);
    const known = calls.get(key) ?? { calls: [], type: null, unknownDefault: null };
    calls.set(key, known);
    return known;
  }

  /** A column stands where its builder was made, not where an index mentions it. */
  function record(object: object, spot: Spot): void {
    if (!(object instanceof orm.Column)) spots.set(identify(object), spot);
  }

  return {
    record,
    spotOf: (object) => spots.get(identify(object)) ?? null,
    callsOf,
  };
}
