import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as onServer } from 'drizzle-orm/node-postgres';
import { migrate as migrateServer } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as onPglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool } from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import { lockFolder } from './lock.ts';
import * as schema from './schema.ts';

/** The app's tables, on either database; also within a transaction. */
export type Database = PgDatabase<QueryResult, typeof schema>;

interface QueryResult extends PgQueryResultHKT {
  readonly type: { rows: object[] };
}

/** The app's own database, with its migrations applied. */
export interface Store {
  readonly db: Database;
  /** Whether other processes may use it too. */
  readonly isShared: boolean;
  /** Lets the queue use the same database. */
  readonly boss: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString'>;
  close(): Promise<void>;
}

/** A PostgreSQL server by its address, or the folder of an embedded one. */
export type StoreOptions = { readonly url: string } | { readonly folder: string };

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/** Names the lock under which one process migrates while others wait; any number will do. */
const migrationLock = 7_302_516;

/**
 * Opens the app's own database and migrates it.
 *
 * @throws Error when another process uses the folder, or the server cannot be reached
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return 'url' in options ? openServer(options.url) : openFolder(options.folder);
}

async function openFolder(folder: string): Promise<Store> {
  const unlock = await lockFolder(folder);
  try {
    const client = await PGlite.create(join(folder, 'database'));
    const db = onPglite({ client, schema });
    await migratePglite(db, { migrationsFolder });
    return {
      db,
      isShared: false,
      boss: { db: fromPglite(client), backend: 'pglite' },
      async close() {
        await client.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openServer(url: string): Promise<Store> {
  const pool = new Pool({ connectionString: url, application_name: 'db-review' });
  // The server may end idle connections, at its restart for one; the next query makes a new one.
  pool.on('error', () => {});
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await migrateServer(onServer({ client }), { migrationsFolder });
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
  } finally {
    client.release();
  }
  return {
    db: onServer({ client: pool, schema }),
    isShared: true,
    boss: { connectionString: url },
    close: () => pool.end(),
  };
}
