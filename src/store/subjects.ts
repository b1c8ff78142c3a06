import { eq, inArray } from 'drizzle-orm';
import type { Database } from './open-store.ts';
import { subjects } from './schema.ts';

/** A job, and what it is about. */
export interface Wanted {
  readonly key: string;
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
  readonly job: object;
}

/** The newest that was asked about a subject. */
export interface Newest {
  readonly key: string;
  readonly job: unknown;
  readonly revision: number;
}

/**
 * Makes a job the newest of its subject, unless the one that stands there shall stay.
 *
 * @param stays asked about the job that stands there
 * @returns the new revision; null when the old one stays
 */
export async function want(
  db: Database,
  wanted: Wanted,
  stays: (newest: unknown) => boolean,
): Promise<number | null> {
  const { key, installation, owner, repo, job } = wanted;
  const first = { key, installation, owner, repo, job, revision: 1 };
  // The insert locks the row of a new subject for whoever comes at the same time.
  const inserted = await db.insert(subjects).values(first).onConflictDoNothing().returning();
  if (inserted.length > 0) return 1;
  const [newest] = await db.select().from(subjects).where(eq(subjects.key, key)).for('update');
  if (!newest || stays(newest.job)) return null;
  const revision = newest.revision + 1;
  await db
    .update(subjects)
    .set({ installation, owner, repo, job, revision, changedAt: new Date() })
    .where(eq(subjects.key, key));
  return revision;
}

/** What is wanted of some subjects now. */
export async function newestOf(db: Database, keys: readonly string[]): Promise<readonly Newest[]> {
  const { key, job, revision } = subjects;
  return db
    .select({ key, job, revision })
    .from(subjects)
    .where(inArray(key, [...keys]));
}
