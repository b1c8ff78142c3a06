import { type History, prefixOf } from '../drizzle/history.ts';
import { type Pending, pendingOf } from '../drizzle/pending.ts';
import type { Change } from './change.ts';
import type { DeclaredSchemas } from './declared.ts';
import type { Project } from './projects.ts';
import type { ReplayReport, ReplayRequest, RoadReport } from './replay.ts';
import type { Skipped } from './skipped.ts';
import { isOn } from './weigh.ts';
import type { Ports } from './judge-migrations.ts';
import type { Settings } from './settings.ts';

/**
 * Has the change of a project replayed; null where there is no sandbox, or nothing that it could show.
 * Only what head would deploy is replayed: what base already has is older than this change.
 */
export async function replayProject(
  project: Project,
  declared: Promise<DeclaredSchemas>,
  { conflicts }: Pick<Change, 'conflicts'>,
  settings: Settings,
  { replay }: Ports,
): Promise<ReplayReport | null> {
  const { histories, migrators } = project;
  const { released, merged } = histories;
  const pending = pendingOf(released, merged, migrators.merged.pending);
  if (!replay || !settings.replay.enabled || !isReplayable(released, merged, pending)) return null;
  return replay({
    released,
    merged,
    migrator: migrators.merged,
    pending,
    settings: settings.replay,
    ...readersOf(project),
    readDeclared: async () => declaredOf(project, await declared, conflicts),
  });
}

function declaredOf(
  { configs }: Project,
  { base, merged }: DeclaredSchemas,
  conflicts: ReadonlySet<string>,
): Awaited<ReturnType<ReplayRequest['readDeclared']>> {
  if (!merged) return 'nothing says where the schema stands';
  if (configs.merged.schema?.isCasingUnknown)
    return 'drizzle.config computes how columns are named';
  const inConflict = merged.files.find((path) => conflicts.has(path));
  return inConflict === undefined ? { base, merged } : `${inConflict} does not merge cleanly`;
}

function readersOf({
  histories,
  readMore,
}: Project): Pick<ReplayRequest, 'readAll' | 'readSnapshot'> {
  return {
    async readAll(tree) {
      const { journal, migrations } = histories[tree];
      const paths = (journal?.entries ?? []).flatMap(({ tag }) => migrations.get(tag)?.path ?? []);
      return (await readMore({ [tree]: paths }))[tree];
    },
    async readSnapshot(tree) {
      const { journal, snapshots } = histories[tree];
      const last = journal?.entries.at(-1);
      const snapshot = last && snapshots.get(prefixOf(last.tag));
      if (!snapshot) return null;
      const read = (await readMore({ [tree]: [snapshot.path] }))[tree];
      return read.snapshots.get(snapshot.prefix)?.text ?? null;
    },
  };
}

/** Whether the journals can be read, and the change does anything to what a database runs. */
function isReplayable(released: History, merged: History, pending: readonly Pending[]): boolean {
  if (!merged.journal || merged.journal.problem || released.journal?.problem) return false;
  if (pending.length > 0) return true;
  const contents = ({ journal, migrations }: History) =>
    JSON.stringify(journal?.entries.map(({ tag }) => [tag, migrations.get(tag)?.oid]));
  return released.journal !== null && contents(released) !== contents(merged);
}

/** The checks that needed a replay which could not be run, or not to its end, and why. */
export function notReplayed(
  replay: ReplayReport | null,
  { checks }: Ports,
  settings: Settings,
): Skipped[] {
  if (!replay || replay.because === null || replay.statements.some(({ error }) => error)) return [];
  const because = `replay not possible: ${replay.because}`;
  return checks
    .filter((entry) => entry.needs === 'replay' && isOn(entry, settings))
    .map(({ id }) => ({ check: id, because }));
}

const gravity = ['complete', 'partial', 'impossible', 'timed-out'] as const;

/** The replays of several projects as one: the gravest status, and all that was seen. */
export function combineReplays(reports: readonly ReplayReport[]): ReplayReport | null {
  const [first, ...others] = reports;
  if (!first) return null;
  return others.reduce((one, other) => {
    const graver = gravity.indexOf(other.status) > gravity.indexOf(one.status) ? other : one;
    return {
      ...graver,
      unproven: [...new Set([...one.unproven, ...other.unproven])],
      roads: {
        fresh: combineRoads(one.roads.fresh, other.roads.fresh),
        recorded: combineRoads(one.roads.recorded, other.roads.recorded),
        declared: combineRoads(one.roads.declared, other.roads.declared),
      },
      statements: [...one.statements, ...other.statements],
      probes: [...one.probes, ...other.probes],
      invalidIndexes: [...one.invalidIndexes, ...other.invalidIndexes],
      otherBase: one.otherBase ?? other.otherBase,
      rollback: one.rollback && other.rollback ? null : (one.rollback ?? other.rollback),
      milliseconds: {
        total: (one.milliseconds['total'] ?? 0) + (other.milliseconds['total'] ?? 0),
      },
    };
  }, first);
}

const states = ['equal', 'unknown', 'differs', 'failed'] as const;

function combineRoads(one: RoadReport, other: RoadReport): RoadReport {
  const graver = states.indexOf(other.state) > states.indexOf(one.state) ? other : one;
  return {
    ...graver,
    differences: [...one.differences, ...other.differences],
    before: one.before + other.before,
  };
}
