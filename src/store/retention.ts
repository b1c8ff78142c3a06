import { eq, lt, sql } from 'drizzle-orm';
import type { Database } from './open-store.ts';
import { deliveries, subjects } from './schema.ts';

/**
 * Deletes deliveries after a week, since GitHub redelivers for three days, and what is known of a pull
 * request 90 days after the last event about it, with its reviews, findings and acceptances.
 */
export async function deleteOld(db: Database): Promise<void> {
  await db.delete(deliveries).where(lt(deliveries.receivedAt, sql`now() - interval '7 days'`));
  await db.delete(subjects).where(lt(subjects.changedAt, sql`now() - interval '90 days'`));
}

/** Deletes all that is known of the repositories of an installation. */
export async function forgetInstallation(db: Database, installation: number): Promise<void> {
  await db.delete(subjects).where(eq(subjects.installation, installation));
}
