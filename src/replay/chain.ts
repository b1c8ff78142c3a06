import { createHash } from 'node:crypto';
import type { History } from '../drizzle/history.ts';
import type { Migrator } from '../review/settings.ts';
import { endSession, sessionUser } from './end-session.ts';
import type { Sandbox, SqlError } from './engine.ts';
import { chunksOfMigration, standsAlone } from './migration-text.ts';

/** A migration to apply. */
export interface Link {
  readonly tag: string;
  readonly path: string;
  readonly when: number;
  readonly oid: string;
  /** Null where the file is missing or was not read. */
  readonly text: string | null;
}

/** The migrations of a history in the order of its journal. */
export function chainOf({ journal, migrations, folder }: History): Link[] {
  return (journal?.entries ?? []).map(({ tag, when }) => {
    const file = migrations.get(tag);
    const path = file?.path ?? `${folder === '' ? '' : `${folder}/`}${tag}.sql`;
    return { tag, path, when, oid: file?.oid ?? '', text: file?.text ?? null };
  });
}

/** The texts of a history's migrations, by tag; null for a file that could not be read. */
export function textsOf({ migrations }: History): ReadonlyMap<string, string | null> {
  return new Map([...migrations].map(([tag, { text }]) => [tag, text]));
}

/** A migration of a chain that does not run. */
export interface BrokenLink {
  readonly tag: string;
  readonly path: string;
  readonly error: Pick<SqlError, 'code' | 'message' | 'detail'>;
}

/** SQLSTATEs of statements that only fail since they stand in a transaction with others. */
const needsOwnTransaction = new Set(['25001', '55P04']);

/**
 * Applies migrations as they were deployed: one after the other, each in the migrator's transaction.
 * What cannot run in it got there by other means, and runs statement by statement. Ends at the first
 * one that fails, with nothing open.
 */
export async function applyChain(
  sandbox: Sandbox,
  chain: readonly Link[],
  transaction: Migrator['transaction'],
  onApplied: (count: number) => void = () => {},
): Promise<BrokenLink | null> {
  const user = await sessionUser(sandbox);
  for (const [index, link] of chain.entries()) {
    const { tag, path, text } = link;
    if (text === null) {
      const error = { code: '', message: 'its file is missing or too large', detail: null };
      return { tag, path, error };
    }
    let error = transaction === 'none' ? null : await inTransaction(sandbox, text);
    if (transaction === 'none' || (error && needsOwnTransaction.has(error.code))) {
      error = await oneByOne(sandbox, text);
    }
    if (error) return { tag, path, error };
    await endSession(sandbox, user);
    await record(sandbox, link);
    onApplied(index + 1);
  }
  return null;
}

async function inTransaction(sandbox: Sandbox, text: string): Promise<SqlError | null> {
  await sandbox.exec('BEGIN');
  for (const { sql } of chunksOfMigration(text)) {
    const { error } = await sandbox.exec(sql);
    if (!error) continue;
    await sandbox.exec('ROLLBACK');
    return error;
  }
  return (await sandbox.exec('COMMIT')).error;
}

async function oneByOne(sandbox: Sandbox, text: string): Promise<SqlError | null> {
  for (const { sql, statements } of chunksOfMigration(text)) {
    const isSplit = statements.length > 1 && statements.some((each) => standsAlone(each.sql));
    for (const each of isSplit ? statements : [{ sql }]) {
      const { error } = await sandbox.exec(each.sql);
      if (!error) continue;
      await sandbox.exec('ROLLBACK');
      return error;
    }
  }
  return null;
}

/** Drizzle's table of applied migrations, as its migrator creates it (drizzle-orm, pg-core/dialect.ts). */
export const migrationsTable = `CREATE SCHEMA IF NOT EXISTS drizzle;
CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (
  id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)`;

async function record(sandbox: Sandbox, { text, when }: Link): Promise<void> {
  const hash = createHash('sha256')
    .update(text ?? '')
    .digest('hex');
  await sandbox.query(
    'INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2::bigint)',
    [hash, String(when)],
  );
}
