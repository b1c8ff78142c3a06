import type { Database } from './open-store.ts';
import { deliveries } from './schema.ts';

/** Notes a delivery. @returns false when it was noted before, with what it asked for */
export async function noteDelivery(db: Database, id: string, event: string): Promise<boolean> {
  const noted = await db
    .insert(deliveries)
    .values({ id, event })
    .onConflictDoNothing()
    .returning({ id: deliveries.id });
  return noted.length > 0;
}
