import type { ReplayedStatement } from '../review/replay.ts';
import type { Migrator } from '../review/settings.ts';
import { type Lines, linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import type { Link } from './chain.ts';
import { endSession, sessionUser } from './end-session.ts';
import { type Executed, type Sandbox, SandboxError, type SqlError } from './engine.ts';
import {
  type Chunk,
  chunksOfMigration,
  type MigrationStatement,
  standsAlone,
} from './migration-text.ts';
import { type Observer, observe } from './observe.ts';
import { countingRows } from './row-counts.ts';
import { systemCatalog } from './system-catalog.ts';

/** What running the pending migrations has shown. */
export interface Upgrade {
  readonly statements: readonly ReplayedStatement[];
  /** The statement that failed, which is the last one. */
  readonly failed: ReplayedStatement | null;
}

/** Hears of a statement as it is done, and its text. */
export type OnStep = (statement: ReplayedStatement, sql: string) => void;

interface Step {
  readonly sql: string;
  readonly path: string;
  readonly range: Range;
}

/**
 * Runs pending migrations as the migrator would, in the transactions that it would use, and observes
 * each statement. Ends at the first one that fails, rolled back as it would be. `onStep` hears of each
 * one as it is done.
 */
export async function runPending(
  sandbox: Sandbox,
  pending: readonly Link[],
  transaction: Migrator['transaction'],
  onStep: OnStep = () => {},
): Promise<Upgrade> {
  const user = await sessionUser(sandbox);
  const before = await systemCatalog(sandbox);
  const observer = await observe(sandbox);
  const statements: ReplayedStatement[] = [];

  async function step(one: Step, wrapped: boolean): Promise<void> {
    if (wrapped) await sandbox.exec('BEGIN');
    const { result: executed, rows } = await countingRows(sandbox, one.sql, () =>
      sandbox.exec(one.sql),
    );
    const isFailed = executed.transaction === 'failed';
    const statement = {
      ...(await describe(one, executed, observer, wrapped ? 'none' : transaction)),
      rows: isFailed ? [] : await rows(),
    };
    statements.push(statement);
    onStep(statement, one.sql);
    if (statement.error) throw new Failure();
    if (wrapped) await commit();
    else if (executed.transaction === 'idle') observer.ended();
  }

  async function commit(): Promise<void> {
    const { error } = await sandbox.exec('COMMIT');
    observer.ended();
    if (!error) return;
    failAtEnd(statements, error);
    throw new Failure();
  }

  async function runChunk(chunk: Chunk, path: string, lines: Lines): Promise<void> {
    const isOpen = transaction !== 'none' && (await isInTransaction(sandbox));
    for (const part of partsOf(chunk, isOpen, transaction)) {
      const range = lines.range(part.start, part.end);
      const wrapped = !isOpen && part.isSingle && !standsAlone(part.sql);
      await step({ sql: part.sql, path, range }, wrapped);
    }
  }

  async function runAll(): Promise<void> {
    if (transaction === 'all') await sandbox.exec('BEGIN');
    for (const { path, text } of pending) {
      const lines = linesOf(text ?? '');
      if (transaction === 'each') await sandbox.exec('BEGIN');
      for (const chunk of chunksOfMigration(text ?? '')) await runChunk(chunk, path, lines);
      if (transaction === 'each') await commit();
    }
    if (transaction === 'all') await commit();
  }

  const failed = await runAll().then(
    () => false,
    (error: unknown) => {
      if (error instanceof Failure) return true;
      throw error;
    },
  );
  // Also what a migration has left open under `none`, which ends with its connection.
  await endSession(sandbox, user);
  if ((await systemCatalog(sandbox)) !== before) throw new SandboxError('broken', rewritten);
  return { statements, failed: failed ? (statements.at(-1) ?? null) : null };
}

const rewritten =
  "the change writes PostgreSQL's own catalog, so nothing that the sandbox says after it is proof";

/** The last statement has failed, or the end of its transaction has. */
class Failure extends Error {}

/**
 * What is sent at once. In a transaction it makes no difference whether statements are sent one by
 * one; outside, several in one query are a transaction of their own. A migrator of `none` is taken to
 * send each by itself, as psql does.
 */
function partsOf(
  { sql, statements }: Chunk,
  isOpen: boolean,
  transaction: Migrator['transaction'],
): (MigrationStatement & { isSingle: boolean })[] {
  const isSplit = isOpen || transaction === 'none' || statements.length === 1;
  if (isSplit) return statements.map((each) => ({ ...each, isSingle: true }));
  const [first] = statements as [MigrationStatement];
  const end = statements.at(-1)!.end;
  return [{ sql, start: first.start, end, isSingle: false }];
}

async function isInTransaction(sandbox: Sandbox): Promise<boolean> {
  return (await sandbox.exec('')).transaction !== 'idle';
}

async function describe(
  { path, range }: Step,
  { error, notices, milliseconds, transaction: state }: Executed,
  observer: Observer,
  transaction: Migrator['transaction'],
): Promise<Omit<ReplayedStatement, 'rows'>> {
  const seen = state === 'failed' ? null : await observer.look(notices);
  const { locks = [], rewrites = [], scans = [], notices: said = [] } = seen ?? {};
  return {
    path,
    range,
    milliseconds: Math.round(milliseconds * 1000) / 1000,
    locks,
    heldUntil: state === 'idle' ? 'statement' : until[transaction],
    rewrites,
    scans,
    notices: said,
    error: error && { code: error.code, message: error.message, detail: error.detail, row: null },
  };
}

const until = { all: 'last migration', each: 'migration', none: 'statement' } as const;

/** Deferred constraints fail at the end of a transaction; the last statement has to stand for them. */
function failAtEnd(statements: ReplayedStatement[], { code, message, detail }: SqlError): void {
  const last = statements.at(-1);
  if (last) statements.splice(-1, 1, { ...last, error: { code, message, detail, row: null } });
}
