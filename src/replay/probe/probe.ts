import type { ProbeGrade, ProbeKind, ProbeStatus } from '../../review/replay.ts';
import type { Sandbox, SqlError } from '../engine.ts';
import { type Attempt, attempt, onCopy, type PlannedStatement, type Probing } from './attempt.ts';
import { controlRun } from './control-run.ts';
import { productionQuery } from './production-query.ts';
import type { Table } from './tables.ts';
import type { Target } from './targets.ts';
import { anyRows, type Variant, variantsFor } from './variants.ts';

export interface Probe {
  readonly kind: ProbeKind;
  readonly status: ProbeStatus;
  /** Index of the statement that fails, else of the one that demands it. */
  readonly statement: number;
  /** The table as it was called before the change. */
  readonly table: string;
  /** The column, constraint or index. */
  readonly object: string | null;
  readonly grade: ProbeGrade | null;
  /** The rows as INSERTs, parents first; the last ones are those that break it. */
  readonly rows: readonly string[];
  readonly error: SqlError | null;
  /** Counts such rows in production. */
  readonly query: string | null;
  readonly because: string | null;
  /** It failed again on a copy where the rows were committed. */
  readonly confirmed: boolean;
}

export interface Probes {
  readonly probes: readonly Probe[];
  /** Why nothing was probed: the change fails on empty tables. */
  readonly failed: { readonly statement: number; readonly error: SqlError } | null;
}

export interface ProbeOptions {
  /** Time after which no further probe is begun, by performance.now(). */
  readonly until: number;
  /** Whether proofs are repeated on a copy. */
  readonly confirm: boolean;
}

/** SQLSTATEs that say nothing of rows: what is in use, not supported, or in the wrong transaction. */
const notOfRows: ReadonlySet<string> = new Set([
  '55006',
  '0A000',
  '25001',
  '55P04',
  '42P01',
  '57014',
]);

/**
 * Tries the pending change on rows that the schema of before allows and the change may reject. `base`
 * stands as production does, with empty tables and nothing open, and is left so.
 */
export async function probe(
  base: Sandbox,
  pending: readonly PlannedStatement[],
  { until, confirm }: ProbeOptions,
): Promise<Probes> {
  const control = await controlRun(base, pending);
  if (control.failed) return { probes: [], failed: control.failed };
  const { tables, inTransaction } = control;
  const probing: Probing = { base, tables, pending, inTransaction };

  const probes: Probe[] = [];
  for (const target of control.targets) {
    if (performance.now() > until)
      probes.push({ ...unprobed(target, timeIsOver), query: productionQuery(target, tables) });
    else probes.push(...(await probeTarget(probing, target, control.targets, confirm)));
  }
  const probed = new Set(control.targets.map(({ table }) => table.oid));
  for (const table of control.written) {
    if (performance.now() > until) break;
    probes.push(...(await probeTable(probing, table, control.targets, probed, confirm)));
  }
  return { probes: withoutRepeats(probes), failed: null };
}

/** Why nothing more was tried. */
export const timeIsOver = 'the time for probes was over';

async function probeTarget(
  probing: Probing,
  target: Target,
  all: readonly Target[],
  confirm: boolean,
): Promise<Probe[]> {
  const others = all.filter((each) => each !== target && each.table.oid === target.table.oid);
  const found = await tryVariants(
    probing,
    target.table,
    variantsFor(target, others),
    olderOf(target),
  );
  const { attempt: last, variant, options } = found;
  const { outcome } = last;
  const base = { ...unprobed(target, ''), because: null };
  if (outcome.kind === 'no row') {
    const status = outcome.reason === 'implied' ? 'implied' : 'not probed';
    return [{ ...base, status, because: outcome.because }];
  }
  if (outcome.kind === 'passed')
    return [{ ...base, status: wasDeleted(last) ? 'deleted' : 'handled' }];

  const { statement, error } = outcome;
  if (notOfRows.has(error.code)) return [unprobed(target, `${error.message} (${error.code})`)];
  const isOther = statement !== target.statement;
  const ofOther = isOther && all.some((each) => each.statement === statement);
  if (ofOther) {
    const query = productionQuery(target, probing.tables);
    return [{ ...unprobed(target, 'another demand fails first'), query }];
  }
  const proof = {
    ...base,
    ...(isOther ? { kind: 'rows' as const, object: error.constraint ?? error.column } : {}),
    statement,
    grade: variant.grade(last.rows),
    rows: last.rows.map(({ sql }) => sql),
    error,
  };
  if (error.code === 'P0001') return [{ ...proof, status: 'guarded', because: error.message }];
  const confirmed = confirm && (await isConfirmed(probing, options, statement, error));
  if (confirm && !confirmed) return [unprobed(target, 'it did not fail on a copy')];
  const query = isOther ? null : productionQuery(target, probing.tables);
  return [{ ...proof, status: 'proven', query, confirmed }];
}

/** Rows of any kind in a table that the change writes: what fails is its data migration. */
async function probeTable(
  probing: Probing,
  table: Table,
  targets: readonly Target[],
  probed: ReadonlySet<string>,
  confirm: boolean,
): Promise<Probe[]> {
  const variants = anyRows(table, 'ordinary');
  const {
    attempt: last,
    variant,
    options,
  } = await tryVariants(probing, table, variants, undefined);
  const { outcome } = last;
  if (outcome.kind !== 'failed' || notOfRows.has(outcome.error.code)) return [];
  const { statement, error } = outcome;
  const isDemanded = probed.has(table.oid) && targets.some((each) => each.statement === statement);
  if (isDemanded) return [];
  const isGuard = error.code === 'P0001';
  const confirmed = confirm && !isGuard && (await isConfirmed(probing, options, statement, error));
  if (confirm && !isGuard && !confirmed) return [];
  return [
    {
      kind: 'rows',
      status: isGuard ? 'guarded' : 'proven',
      statement,
      table: table.name,
      object: error.constraint ?? error.column,
      grade: variant.grade(last.rows),
      rows: last.rows.map(({ sql }) => sql),
      error,
      query: null,
      because: isGuard ? error.message : null,
      confirmed,
    },
  ];
}

interface Tried {
  readonly attempt: Attempt;
  readonly variant: Variant;
  readonly options: Parameters<typeof attempt>[1];
}

/** The first attempt that fails at a statement; else the one that says most. */
async function tryVariants(
  probing: Probing,
  table: Table,
  variants: readonly Variant[],
  older: Parameters<typeof attempt>[1]['older'],
): Promise<Tried> {
  let best: Tried | null = null;
  for (const variant of variants) {
    const options = {
      build: (builder: Parameters<Variant['build']>[0]) => variant.build(builder),
      count: table,
      ...(older && { older }),
    };
    const tried = { attempt: await attempt(probing, options), variant, options };
    const { outcome } = tried.attempt;
    if (outcome.kind === 'failed' && !notOfRows.has(outcome.error.code)) return tried;
    if (!best || weight(tried.attempt) > weight(best.attempt)) best = tried;
  }
  if (!best) throw new Error('a target without variants');
  return best;
}

/** Rows that passed say more than rows that could not be built. */
function weight({ outcome }: Attempt): number {
  if (outcome.kind === 'passed') return 3;
  if (outcome.kind === 'no row') return outcome.reason === 'implied' ? 2 : 1;
  return 0;
}

async function isConfirmed(
  probing: Probing,
  options: Parameters<typeof attempt>[1],
  statement: number,
  error: SqlError,
): Promise<boolean> {
  const { outcome } = await onCopy(probing, options);
  return (
    outcome.kind === 'failed' &&
    outcome.error.code === error.code &&
    // A constraint that is checked at the end of the transaction fails there.
    outcome.statement >= statement
  );
}

function wasDeleted({ rows, left }: Attempt): boolean {
  return (
    left !== null && left < rows.filter(({ table }) => table.oid === rows.at(-1)?.table.oid).length
  );
}

/** Rows that are older than a constraint which was added NOT VALID, where that is what is validated. */
function olderOf(target: Target): Parameters<typeof attempt>[1]['older'] {
  if (target.kind === 'not null') {
    const constraints = target.table.constraints.filter(
      ({ kind, columns }) => kind === 'not null' && columns.includes(target.before?.number ?? 0),
    );
    return constraints.length > 0 ? { table: target.table, constraints } : undefined;
  }
  if (target.kind !== 'check' && target.kind !== 'foreign key') return undefined;
  const constraints = target.table.constraints.filter(({ oid }) => oid === target.constraint.oid);
  return constraints.length > 0 ? { table: target.table, constraints } : undefined;
}

function objectOf(target: Target): string {
  if (target.kind === 'not null' || target.kind === 'type') return target.column.name;
  return target.kind === 'unique' ? target.index.name : target.constraint.name;
}

function unprobed(target: Target, because: string): Probe {
  return {
    kind: target.kind,
    status: 'not probed',
    statement: target.statement,
    table: target.table.name,
    object: objectOf(target),
    grade: null,
    rows: [],
    error: null,
    query: null,
    because,
    confirmed: false,
  };
}

/** One failure that several tables or targets show is one. */
function withoutRepeats(probes: readonly Probe[]): Probe[] {
  const seen = new Set<string>();
  return probes.filter(({ status, statement, error, object }) => {
    if (status !== 'proven' && status !== 'guarded') return true;
    const key = JSON.stringify([
      statement,
      error?.code,
      error?.message,
      status === 'proven' ? object : null,
    ]);
    return !seen.has(key) && seen.add(key);
  });
}
