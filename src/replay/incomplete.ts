import type { ReplayReport } from '../review/replay.ts';
import { unknownRoad } from './road-report.ts';
import type { Upgrade } from './upgrade.ts';

/** The report of a replay that could not be run. */
export function impossible(engine: string, because: string): ReplayReport {
  return {
    engine,
    status: 'impossible',
    because,
    unproven: ['whether the migrations run', 'locks and rewrites', 'that all roads are equal'],
    roads: { fresh: unknownRoad, recorded: unknownRoad, declared: unknownRoad },
    statements: [],
    probes: [],
    invalidIndexes: [],
    otherBase: null,
    rollback: null,
    milliseconds: {},
  };
}

/** The upgrade road ends at a statement that fails, or that needs what the sandbox lacks. */
export function partial(
  engine: string,
  { statements, failed }: Upgrade,
  lack: string | null,
): ReplayReport {
  const place = `${failed?.path}:${failed?.range.start.line}`;
  return {
    ...impossible(engine, lack ?? `${place} fails, and nothing after it was run`),
    status: lack === null ? 'partial' : 'impossible',
    unproven: [`what comes after ${place}`, 'that all roads are equal'],
    statements: lack === null ? statements : statements.slice(0, -1),
  };
}
