import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { PgBoss } from 'pg-boss';
import { openStore, type Store } from '../../src/store/open-store.ts';

const migrations = new URL('../../src/store/migrations/', import.meta.url);
const packages = new URL('../../package-lock.json', import.meta.url);

interface Opened {
  readonly store: Store;
  readonly folder: string;
  isTaken: boolean;
}

const opened: Opened[] = [];

afterAll(async () => {
  for (const { store, folder } of opened.splice(0)) {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** A store without rows, which the tests of a file use one after the other. */
export interface EmptyStore {
  readonly store: Store;
  /** Lets the next test have it. */
  release(): void;
}

export async function emptyStore(): Promise<EmptyStore> {
  const free = opened.find(({ isTaken }) => !isTaken) ?? (await openNew());
  free.isTaken = true;
  await free.store.db.execute(sql`TRUNCATE subjects, deliveries CASCADE`);
  await free.store.db.execute(sql`DELETE FROM pgboss.job`);
  return { store: free.store, release: () => (free.isTaken = false) };
}

async function openNew(): Promise<Opened> {
  const folder = await storeFolder();
  const fresh = { folder, store: await openStore({ folder }), isTaken: false };
  opened.push(fresh);
  return fresh;
}

/** A folder of its own with a migrated database; made once for all tests, since that takes seconds. */
export async function storeFolder(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(packages));
  for (const name of readdirSync(migrations)) {
    if (name.endsWith('.sql')) hash.update(readFileSync(new URL(name, migrations)));
  }
  const template = join(tmpdir(), `db-review-store-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(template)) await makeTemplate(template);
  const folder = await mkdtemp(join(tmpdir(), 'db-review-data-'));
  cpSync(template, folder, { recursive: true });
  return folder;
}

async function makeTemplate(template: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'db-review-template-'));
  const store = await openStore({ folder });
  const boss = new PgBoss({ ...store.boss, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.stop();
  await store.close();
  // Another test may have been faster.
  await rename(folder, template).catch(() => rm(folder, { recursive: true, force: true }));
}
