import { skippedEntries } from '../drizzle/pending.ts';
import type { Replay, ReplayReport, ReplayRequest } from '../review/replay.ts';
import { askCatalog } from './ask-catalog.ts';
import { appliedChain, type Base, type OnProgress, openBase } from './base.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import { chainOf, type Link, textsOf } from './chain.ts';
import { declaredRoad } from './declared-road.ts';
import { type Engine, type Sandbox, SandboxError } from './engine.ts';
import { freshRoad } from './fresh-road.ts';
import { impossible, partial } from './incomplete.ts';
import { lackOf } from './lack.ts';
import { needsOf } from './needs.ts';
import type { Notes } from './notes.ts';
import { createRoles, PreparationError } from './prepare.ts';
import { type PendingProbes, probePending } from './probe-pending.ts';
import { tryOther } from './other-base.ts';
import type { GenerateSql } from './recorded.ts';
import { recordedRoad } from './recorded-road.ts';
import { tryRollback } from './rollback.ts';
import { type OnStep, runPending } from './upgrade.ts';

export interface ReplayOptions {
  readonly engine: Engine;
  readonly notes: Notes;
  /** Null where nothing can generate SQL from snapshots; the recorded and declared roads are then unknown. */
  readonly generateSql: GenerateSql | null;
  /** Hears of each statement of the upgrade road as it is done. */
  /** After this time no further probe is begun. */
  readonly millisecondsForProbes?: number;
  readonly onStep?: OnStep;
  /** Hears how far the state before the change has been built, in migrations; not called where it was kept. */
  readonly onProgress?: OnProgress;
}

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

async function replay(request: ReplayRequest, options: ReplayOptions): Promise<ReplayReport> {
  const { released, migrator, settings } = request;
  const limits = { totalMilliseconds: settings.timeout * 1000 };
  const pending = pendingLinks(request);
  const needs = needsOf(pending.flatMap(({ text }) => text ?? []));
  const baseOptions = { limits, extensions: needs.extensions, migrator, settings };
  const read = readerOf(request);
  const skipped = migrator.pending === 'when' ? skippedEntries(released) : [];

  const missing = pending.find(({ text }) => text === null);
  if (missing) return impossible(options.engine.name, `${missing.path} cannot be read`);

  const recorded = recordedRoad(request, options, needs.extensions);
  const declared = declaredRoad(request, options, needs.extensions);
  // Whoever needs them hears of it.
  recorded.catch(() => {});
  declared.catch(() => {});
  const own = () => openBase(options.engine, appliedChain(released, migrator), read, baseOptions);
  const all = () => openBase(options.engine, chainOf(released), read, baseOptions);
  let probing: Promise<PendingProbes> | null = null;
  let openOther = async () => (await own()).sandbox;
  const { onProgress } = options;
  let base = await openBase(options.engine, appliedChain(released, migrator), read, {
    ...baseOptions,
    ...(onProgress && { onProgress }),
  });
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
      return probePending(each, pending, migrator.transaction, options.millisecondsForProbes);
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
      baseOptions,
      engine: options.engine,
    });
    const roads = {
      fresh,
      recorded: await (await recorded)(base.catalog, catalog),
      declared: await (await declared)(base.catalog, catalog),
    };
    const { probes, unproven } = await probing;
    const rollback = await rollbackOf(request, options, sandbox, base.catalog);
    return {
      engine,
      status: 'complete',
      because: null,
      unproven,
      roads,
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

function pendingLinks({ pending, merged }: ReplayRequest): Link[] {
  const runs = new Set(
    pending.filter(({ fate }) => fate !== 'skipped').map(({ entry }) => entry.tag),
  );
  return chainOf(merged).filter(({ tag }) => runs.has(tag));
}

function readerOf({ readAll }: ReplayRequest): () => Promise<ReadonlyMap<string, string | null>> {
  let texts: Promise<ReadonlyMap<string, string | null>> | null = null;
  return () => (texts ??= readAll('released').then(textsOf));
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
  const { rows } = await askCatalog(
    sandbox,
    `SELECT quote_ident(n.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(c.relname)
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid ORDER BY 1`,
  );
  return rows.flatMap(([name]) =>
    name && !before.get(`index ${name}`)?.definition.endsWith('(invalid)') ? [name] : [],
  );
}
