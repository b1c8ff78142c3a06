import { writeName, writeQualified } from '../../sql/identifier.ts';
import { askCatalog } from '../ask-catalog.ts';
import type { Sandbox, SqlError } from '../engine.ts';
import { createRowBuilder, NoRow, type Row, type RowBuilder } from './row-builder.ts';
import type { Table, TableConstraint } from './tables.ts';

/** A statement of the pending change, as it is sent. */
export interface PlannedStatement {
  readonly sql: string;
  /** Number of the transaction that it runs in; null where it commits by itself. */
  readonly transaction: number | null;
}

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly statement: number; readonly error: SqlError }
  | { readonly kind: 'no row'; readonly reason: NoRow['reason']; readonly because: string };

export interface Attempt {
  readonly outcome: Outcome;
  readonly rows: readonly Row[];
  /** Of the rows that the probe is about, how many were left; null where that was not counted. */
  readonly left: number | null;
}

export interface Probing {
  readonly base: Sandbox;
  readonly tables: ReadonlyMap<string, Table>;
  readonly pending: readonly PlannedStatement[];
  /** Whether all of it can run in one transaction, which is then rolled back. */
  readonly inTransaction: boolean;
}

export interface AttemptOptions {
  /** Inserts the rows that the attempt is about; rejects with `NoRow`. */
  build(builder: RowBuilder): Promise<void>;
  /** Constraints that are NOT VALID: rows that violate them are older than they are. */
  readonly older?: { readonly table: Table; readonly constraints: readonly TableConstraint[] };
  /** Table whose rows are counted afterwards. */
  readonly count?: Table;
}

/** Runs the pending change over rows: in a transaction that is rolled back, or on a copy. */
export async function attempt(probing: Probing, options: AttemptOptions): Promise<Attempt> {
  return probing.inTransaction ? rolledBack(probing, options) : onCopy(probing, options);
}

async function rolledBack(probing: Probing, options: AttemptOptions): Promise<Attempt> {
  const { base } = probing;
  await base.exec('BEGIN');
  try {
    return await run(base, probing, options, async () => {
      // Checks that wait for the end would make ALTER TABLE fail (55006), which no deploy sees.
      await base.exec('SET CONSTRAINTS ALL IMMEDIATE');
      for (const [statement, { sql }] of probing.pending.entries()) {
        const { error } = await base.exec(sql);
        if (error) return { kind: 'failed', statement, error };
      }
      return { kind: 'passed' };
    });
  } finally {
    await base.exec('ROLLBACK');
  }
}

/** As `attempt`, with rows that are committed, on a copy, in the transactions of the migrator. */
export async function onCopy(probing: Probing, options: AttemptOptions): Promise<Attempt> {
  const copy = await probing.base.copy();
  try {
    await copy.exec('BEGIN');
    return await run(copy, probing, options, async () => {
      const { error } = await copy.exec('COMMIT');
      if (error)
        return { kind: 'no row', reason: 'implied', because: error.constraint ?? error.message };
      return runAsMigrator(copy, probing.pending);
    });
  } finally {
    await copy.close();
  }
}

async function run(
  sandbox: Sandbox,
  probing: Probing,
  { build, older, count }: AttemptOptions,
  migrate: () => Promise<Outcome>,
): Promise<Attempt> {
  const tables = older ? without(probing.tables, older) : probing.tables;
  const builder = createRowBuilder(sandbox, tables);
  const name = older ? writeQualified(older.table.schema, older.table.name) : '';
  for (const each of older?.constraints ?? [])
    await sandbox.exec(`ALTER TABLE ${name} DROP CONSTRAINT ${writeName(each.name)}`);
  try {
    await build(builder);
  } catch (error) {
    if (!(error instanceof NoRow)) throw error;
    const { reason, message: because } = error;
    return { outcome: { kind: 'no row', reason, because }, rows: builder.rows, left: null };
  }
  for (const each of older?.constraints ?? [])
    await sandbox.exec(
      `ALTER TABLE ${name} ADD CONSTRAINT ${writeName(each.name)} ${each.definition}`,
    );
  const outcome = await migrate();
  const left = outcome.kind === 'passed' && count ? await countRows(sandbox, count) : null;
  return { outcome, rows: builder.rows, left };
}

/** Runs statements in their transactions, up to the first that fails; `afterEach` hears of the others. */
export async function runAsMigrator(
  sandbox: Sandbox,
  pending: readonly PlannedStatement[],
  afterEach: (statement: number) => Promise<void> = async () => {},
): Promise<Exclude<Outcome, { kind: 'no row' }>> {
  let open: number | null = null;
  for (const [statement, { sql, transaction }] of pending.entries()) {
    if (transaction !== open) {
      const ended = open === null ? null : await sandbox.exec('COMMIT');
      if (ended?.error) return { kind: 'failed', statement: statement - 1, error: ended.error };
      if (transaction !== null) await sandbox.exec('BEGIN');
      open = transaction;
    }
    const { error } = await sandbox.exec(sql);
    if (error) return { kind: 'failed', statement, error };
    await afterEach(statement);
  }
  const ended = open === null ? null : await sandbox.exec('COMMIT');
  if (ended?.error) return { kind: 'failed', statement: pending.length - 1, error: ended.error };
  return { kind: 'passed' };
}

/** Rows of a table under whatever name it has now; null where it is gone. */
async function countRows(sandbox: Sandbox, table: Table): Promise<number | null> {
  const found = await askCatalog(
    sandbox,
    `SELECT oid::regclass::text FROM pg_class WHERE oid = ${table.oid}`,
  );
  const [name] = found.rows[0] ?? [];
  if (!name) return null;
  const { rows } = await askCatalog(sandbox, `SELECT count(*)::text FROM ${name}`);
  return Number(rows[0]?.[0] ?? 0);
}

function without(
  tables: ReadonlyMap<string, Table>,
  { table, constraints }: NonNullable<AttemptOptions['older']>,
): ReadonlyMap<string, Table> {
  const left = table.constraints.filter((each) => !constraints.includes(each));
  const empty = new Set(
    constraints.filter(({ kind }) => kind === 'not null').flatMap((each) => each.columns),
  );
  const columns = table.columns.map((each) =>
    empty.has(each.number) ? { ...each, notNull: false } : each,
  );
  return new Map([...tables, [table.oid, { ...table, columns, constraints: left }]]);
}
