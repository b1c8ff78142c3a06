import { askCatalog } from '../ask-catalog.ts';
import type { Sandbox, SqlError } from '../engine.ts';
import { type PlannedStatement, runAsMigrator } from './attempt.ts';
import { readTables, readTablesWithParents, type Table } from './tables.ts';
import { type Target, targetsBetween } from './targets.ts';

export interface ControlRun {
  /** Null where the change runs on empty tables. */
  readonly failed: { readonly statement: number; readonly error: SqlError } | null;
  /** Whether all of it runs in one transaction. */
  readonly inTransaction: boolean;
  /** The tables of before that it touches, and those that their rows need. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly targets: readonly Target[];
  /** Tables of before the change whose rows it reads or writes. */
  readonly written: readonly Table[];
}

/** What would leave behind that which is to be rolled back. */
const endsTransaction = /^(?:begin|start|commit|end|rollback|abort|prepare\s+transaction)\b/i;

/** Statements that only touch rows demand nothing new of them. */
const rowsOnly = /^(?:insert|update|delete|merge|comment)\b/i;

/**
 * Runs the change twice on empty tables: for which tables of before it touches, and for what each
 * statement newly demands of their rows. Leaves nothing behind.
 */
export async function controlRun(
  sandbox: Sandbox,
  pending: readonly PlannedStatement[],
): Promise<ControlRun> {
  if (pending.some(({ sql }) => endsTransaction.test(sql))) return onCopy(sandbox, pending);
  const first = await run(sandbox, pending, async () => {});
  if (first.failed) return onCopy(sandbox, pending);
  const demanded = first.locked[demanding] ?? [];
  const written = first.locked[writing] ?? [];
  const tables = await readTablesWithParents(sandbox, [...demanded, ...written]);

  const targets: Target[] = [];
  let last: ReadonlyMap<string, Table> = tables;
  const base = demanded.filter((oid) => tables.has(oid));
  await run(sandbox, base.length > 0 ? pending : [], async (statement) => {
    const now = await readTables(sandbox, base);
    targets.push(...targetsBetween(statement, tables, last, now));
    last = new Map([...last, ...now]);
  });
  return {
    failed: null,
    inTransaction: true,
    tables,
    targets,
    written: written.flatMap((oid) => tables.get(oid) ?? []),
  };
}

/** The same for a change that needs its own transactions, by looking at all tables after each statement. */
async function onCopy(sandbox: Sandbox, pending: readonly PlannedStatement[]): Promise<ControlRun> {
  const copy = await sandbox.copy();
  try {
    const { rows } = await askCatalog(
      copy,
      `SELECT oid::text FROM pg_class WHERE relkind IN ('r', 'p')`,
    );
    const all = rows.map(([oid]) => oid ?? '');
    const tables = await readTables(copy, all);
    const targets: Target[] = [];
    let last: ReadonlyMap<string, Table> = tables;
    const outcome = await runAsMigrator(copy, pending, async (statement) => {
      if (rowsOnly.test(pending[statement]?.sql ?? '')) return;
      const now = await readTables(copy, all);
      targets.push(...targetsBetween(statement, tables, last, now));
      last = now;
    });
    const failed = outcome.kind === 'failed' ? outcome : null;
    return { failed, inTransaction: false, tables, targets, written: [] };
  } finally {
    await copy.close();
  }
}

interface Run {
  readonly failed: ControlRun['failed'];
  /** Tables by the locks that were taken on them. */
  readonly locked: Readonly<Record<string, readonly string[]>>;
}

async function run(
  sandbox: Sandbox,
  pending: readonly PlannedStatement[],
  afterEach: (statement: number) => Promise<void>,
): Promise<Run> {
  await sandbox.exec('BEGIN');
  try {
    for (const [statement, { sql }] of pending.entries()) {
      const { error } = await sandbox.exec(sql);
      if (error) return { failed: { statement, error }, locked: {} };
      if (!rowsOnly.test(sql)) await afterEach(statement);
    }
    const locked = {
      [demanding]: await lockedTables(sandbox, demanding),
      [writing]: await lockedTables(sandbox, writing),
    };
    return { failed: null, locked };
  } finally {
    await sandbox.exec('ROLLBACK');
  }
}

/** Locks of statements that can demand something of rows. */
const demanding = `'AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',
  'ShareUpdateExclusiveLock'`;
/** Locks of statements that write rows. */
const writing = `'RowExclusiveLock'`;

async function lockedTables(sandbox: Sandbox, modes: string): Promise<string[]> {
  const { rows } = await askCatalog(
    sandbox,
    `SELECT DISTINCT relation::text FROM pg_locks
     WHERE locktype = 'relation' AND pid = pg_backend_pid() AND mode IN (${modes})`,
  );
  return rows.map(([oid]) => oid ?? '');
}
