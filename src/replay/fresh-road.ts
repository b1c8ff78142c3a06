import type { ReplayRequest, RoadReport } from '../review/replay.ts';
import { appliedChain, type Base, type BaseOptions, openBase } from './base.ts';
import type { Catalog } from './catalog.ts';
import { chainOf, type Link, textsOf } from './chain.ts';
import { compareCatalogs } from './compare-catalogs.ts';
import type { Engine } from './engine.ts';
import { roadOf, unknownRoad } from './road-report.ts';

export interface FreshContext {
  readonly base: Base;
  readonly other: Base | null;
  /** What the upgrade road has led to. */
  readonly catalog: Catalog;
  readonly pending: readonly Link[];
  readonly baseOptions: BaseOptions;
  readonly engine: Engine;
}

/**
 * An empty database with all migrations. Where merged is released with the pending ones behind it, and
 * released was applied whole, it is the upgrade road itself.
 */
export async function freshRoad(
  { released, merged, readAll, migrator }: ReplayRequest,
  { base, other, catalog, pending, baseOptions, engine }: FreshContext,
): Promise<RoadReport> {
  const before = other && !other.broken ? compareCatalogs(base.catalog, other.catalog) : [];
  const whole = [...appliedChain(released, migrator), ...pending];
  const all = chainOf(merged);
  if (isSameChain(whole, all)) return { ...unknownRoad, state: 'equal' };

  // Of a history that goes on where a kept state ends, only the rest is run.
  const read = async () => textsOf(await readAll('merged'));
  const fresh = await openBase(engine, all, read, baseOptions);
  try {
    if (fresh.broken) {
      const because = `${fresh.broken.path} fails: ${fresh.broken.error.message}`;
      return { ...unknownRoad, state: 'failed', because };
    }
    return roadOf(compareCatalogs(catalog, fresh.catalog), before);
  } finally {
    await fresh.sandbox.close();
  }
}

function isSameChain(one: readonly Link[], other: readonly Link[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ tag, oid }, index) => other[index]?.tag === tag && other[index].oid === oid)
  );
}
