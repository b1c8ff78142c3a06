import { inArray } from 'drizzle-orm';
import type { Database } from './open-store.ts';
import { acceptances } from './schema.ts';

/** That a person takes the risk of one finding. */
export interface StoredAcceptance {
  readonly fingerprint: string;
  readonly by: string;
  readonly reason: string;
}

/** Notes an acceptance; one that stands there for the same finding is replaced. */
export async function accept(
  db: Database,
  subject: string,
  { fingerprint, by, reason }: StoredAcceptance,
): Promise<void> {
  const values = { acceptedBy: by, reason, acceptedAt: new Date() };
  await db
    .insert(acceptances)
    .values({ subject, fingerprint, ...values })
    .onConflictDoUpdate({ target: [acceptances.subject, acceptances.fingerprint], set: values });
}

/** What was accepted on some subjects. */
export async function acceptancesOf(
  db: Database,
  keys: readonly string[],
): Promise<readonly StoredAcceptance[]> {
  if (keys.length === 0) return [];
  const { fingerprint, acceptedBy: by, reason, subject } = acceptances;
  return db
    .select({ fingerprint, by, reason })
    .from(acceptances)
    .where(inArray(subject, [...keys]));
}
