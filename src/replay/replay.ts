import type { History } from '../drizzle/history.ts';
import { skippedEntries } from '../drizzle/pending.ts';
import type {
  OtherBase,
  Replay,
  ReplayedStatement,
  ReplayReport,
  ReplayRequest,
  RoadReport,
} from '../review/replay.ts';
import { appliedChain, type Base, type BaseOptions, openBase } from './base.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import { chainOf, type Link } from './chain.ts';
import { compareCatalogs, type Difference, newDifferences } from './compare-catalogs.ts';
import { type Engine, type Sandbox, SandboxError } from './engine.ts';
import { lackOf } from './lack.ts';
import { needsOf } from './needs.ts';
import type { Notes } from './notes.ts';
import { createRoles, PreparationError } from './prepare.ts';
import { type PendingProbes, probePending } from './probe-pending.ts';
import { driftOf, type GenerateSql, recordedCatalog } from './recorded.ts';
import { tryRollback } from './rollback.ts';
import { runPending, type Upgrade } from './upgrade.ts';

export interface ReplayOptions {
  readonly engine: Engine;
  readonly notes: Notes;
  /** Null where nothing can generate SQL from snapshots; the recorded road is then unknown. */
  readonly generateSql: GenerateSql | null;
  /** Hears of each statement of the upgrade road as it is done. */
  readonly onStep?: (statement: ReplayedStatement) => void;
}

const unknown: RoadReport = { state: 'unknown', differences: [], before: 0, because: null };

/** Makes the port that replays changes. */
export function createReplay(options: ReplayOptions): Replay {
  return async (request) => {
    const started = performance.now();
    const report = await replay(request, options).catch((error: unknown) => {
      if (error instanceof PreparationError) return impossible(options.engine.name, error.message);
      if (!(error instanceof SandboxError)) throw error;
      const status = error.reason === 'time' ? 'timed-out' : 'partial';
      return { ...impossible(options.engine.name, error.message), status } as const;
    });
    const total = Math.round(performance.now() - started);
    return { ...report, milliseconds: { ...report.milliseconds, total } };
  };
}

function impossible(engine: string, because: string): ReplayReport {
  return {
    engine,
    status: 'impossible',
    because,
    unproven: ['whether the migrations run', 'locks and rewrites', 'that all roads are equal'],
    roads: { fresh: unknown, recorded: unknown },
    statements: [],
    probes: [],
    invalidIndexes: [],
    otherBase: null,
    rollback: null,
    milliseconds: {},
  };
}

async function replay(request: ReplayRequest, options: ReplayOptions): Promise<ReplayReport> {
  const { released, migrator, settings } = request;
  const limits = { totalMilliseconds: settings.timeout * 1000 };
  const pending = pendingLinks(request);
  const needs = needsOf(pending.flatMap(({ text }) => text ?? []));
  const baseOptions = { limits, extensions: needs.extensions, migrator, settings };
  const read = reader(request);
  const skipped = migrator.pending === 'when' ? skippedEntries(released) : [];

  const missing = pending.find(({ text }) => text === null);
  if (missing) return impossible(options.engine.name, `${missing.path} cannot be read`);

  const recorded = recordedRoad(request, options, needs.extensions);
  // Whoever needs it hears of it.
  recorded.catch(() => {});
  const own = () => openBase(options.engine, appliedChain(released, migrator), read, baseOptions);
  const all = () => openBase(options.engine, chainOf(released), read, baseOptions);
  let probing: Promise<PendingProbes> | null = null;
  let openOther = async () => (await own()).sandbox;
  let base = await own();
  let other: Base | null = skipped.length > 0 ? await all() : null;
  try {
    if (base.broken && other && !other.broken) {
      // What the rule skips must have been applied, since what follows needs it.
      await base.sandbox.close();
      [base, other] = [other, null];
      openOther = async () => (await all()).sandbox;
    }
    const { sandbox } = base;
    const engine = `${options.engine.name} (PostgreSQL ${sandbox.version})`;
    if (base.broken) {
      const { path, error } = base.broken;
      return impossible(engine, `${path}, which is released, fails there: ${error.message}`);
    }
    await createRoles(sandbox, needs.roles);
    // In a process of its own, on the same state.
    probing = openOther().then(async (each) => {
      await createRoles(each, needs.roles);
      return probePending(each, pending, migrator.transaction);
    });
    probing.catch(() => {});
    const laps = { base: performance.now() };
    const upgrade = await runPending(sandbox, pending, migrator.transaction, options.onStep);
    laps.base = performance.now() - laps.base;
    const lack = upgrade.failed?.error && lackOf(upgrade.failed.error);
    if (lack) return { ...partial(engine, upgrade, lack), otherBase: null };
    const otherBase = other && (await tryOther(other, request, pending, skipped, needs.roles));
    if (upgrade.failed) return { ...partial(engine, upgrade, null), otherBase };

    const catalog = await readCatalog(sandbox);
    const fresh = await freshRoad(request, {
      base,
      other,
      catalog,
      pending,
      read,
      baseOptions,
      options,
    });
    const drift = await (await recorded)(base.catalog, catalog);
    const { probes, unproven } = await probing;
    const rollback = await rollbackOf(request, options, sandbox, base.catalog);
    return {
      engine,
      status: 'complete',
      because: null,
      unproven,
      roads: { fresh, recorded: drift },
      statements: upgrade.statements,
      probes,
      invalidIndexes: await invalidIndexes(sandbox, base.catalog),
      otherBase,
      rollback,
      milliseconds: { upgrade: Math.round(laps.base) },
    };
  } finally {
    await Promise.all([base.sandbox.close(), other?.sandbox.close(), probing?.catch(() => {})]);
  }
}

/** The upgrade road ends at a statement that fails, or that needs what the sandbox lacks. */
function partial(
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

function pendingLinks({ pending, merged }: ReplayRequest): Link[] {
  const runs = new Set(
    pending.filter(({ fate }) => fate !== 'skipped').map(({ entry }) => entry.tag),
  );
  return chainOf(merged).filter(({ tag }) => runs.has(tag));
}

type Read = () => Promise<ReadonlyMap<string, string | null>>;

function reader({ readAll }: ReplayRequest): Read {
  let texts: Promise<ReadonlyMap<string, string | null>> | null = null;
  return () => (texts ??= readAll('released').then(textsOf));
}

function textsOf({ migrations }: History): ReadonlyMap<string, string | null> {
  return new Map([...migrations].map(([tag, { text }]) => [tag, text]));
}

/** Whether the same pending migrations run where skipped ones were applied after all. */
async function tryOther(
  other: Base,
  { migrator }: ReplayRequest,
  pending: readonly Link[],
  skipped: readonly string[],
  roles: readonly string[],
): Promise<OtherBase | null> {
  if (other.broken) return null;
  await createRoles(other.sandbox, roles);
  const { failed } = await runPending(other.sandbox, pending, migrator.transaction);
  const error = failed?.error && {
    ...failed.error,
    path: failed.path,
    line: failed.range.start.line,
  };
  return { skipped, error: error ?? null };
}

interface FreshContext {
  readonly base: Base;
  readonly other: Base | null;
  /** What the upgrade road has led to. */
  readonly catalog: Catalog;
  readonly pending: readonly Link[];
  readonly read: Read;
  readonly baseOptions: BaseOptions;
  readonly options: ReplayOptions;
}

/**
 * An empty database with all migrations. Where merged is released with the pending ones behind it, and
 * released was applied whole, it is the upgrade road itself.
 */
async function freshRoad(
  { released, merged, readAll, migrator }: ReplayRequest,
  { base, other, catalog, pending, baseOptions, options }: FreshContext,
): Promise<RoadReport> {
  const before = other && !other.broken ? compareCatalogs(base.catalog, other.catalog) : [];
  const whole = [...appliedChain(released, migrator), ...pending];
  const all = chainOf(merged);
  if (isSameChain(whole, all)) return { ...unknown, state: 'equal' };

  // Of a history that goes on where a kept state ends, only the rest is run.
  const read = async () => textsOf(await readAll('merged'));
  const fresh = await openBase(options.engine, all, read, baseOptions);
  try {
    if (fresh.broken) {
      const because = `${fresh.broken.path} fails: ${fresh.broken.error.message}`;
      return { ...unknown, state: 'failed', because };
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

/** What differs now and did not before is the change's. */
function roadOf(now: readonly Difference[], before: readonly Difference[]): RoadReport {
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

/** The recorded road is made meanwhile; it is compared when the upgrade road is done. */
async function recordedRoad(
  request: ReplayRequest,
  { engine, notes, generateSql }: ReplayOptions,
  extensions: readonly string[],
): Promise<(before: Catalog, after: Catalog) => Promise<RoadReport>> {
  const { settings } = request;
  const [old, now] = await Promise.all([
    request.readSnapshot('released'),
    request.readSnapshot('merged'),
  ]);
  const nothing = (because: string) => async () => ({ ...unknown, because });
  if (!generateSql) return nothing('nothing generates SQL from snapshots here');
  if (now === null) return nothing('the newest migration has no snapshot');
  if (old === null && (request.released.journal?.entries.length ?? 0) > 0) {
    return nothing('the newest released migration has no snapshot');
  }
  const options = { limits: { totalMilliseconds: settings.timeout * 1000 } };
  const make = (text: string) =>
    recordedCatalog(engine, notes, generateSql, text, extensions, settings, options);
  try {
    const [before, after] = await Promise.all([old === null ? null : make(old), make(now)]);
    return async (baseCatalog, catalog) =>
      roadOf(
        driftOf(compareCatalogs(catalog, after.catalog), after),
        before ? driftOf(compareCatalogs(baseCatalog, before.catalog), before) : [],
      );
  } catch (error) {
    if (error instanceof PreparationError || error instanceof SandboxError) {
      return nothing(error.message);
    }
    return nothing(`drizzle-kit refuses the snapshot: ${(error as Error).message}`);
  }
}

async function rollbackOf(
  request: ReplayRequest,
  { generateSql }: ReplayOptions,
  sandbox: Sandbox,
  before: Catalog,
): Promise<ReplayReport['rollback']> {
  const to = await request.readSnapshot('released');
  const from = await request.readSnapshot('merged');
  if (!generateSql || to === null || from === null || to === from) return null;
  return tryRollback(sandbox, generateSql, from, to, before);
}

async function invalidIndexes(sandbox: Sandbox, before: Catalog): Promise<string[]> {
  const { rows } = await sandbox.query(
    `SELECT quote_ident(n.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(c.relname)
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid ORDER BY 1`,
  );
  return rows.flatMap(([name]) =>
    name && !before.get(`index ${name}`)?.definition.endsWith('(invalid)') ? [name] : [],
  );
}
