import { latestSnapshot } from '../drizzle/history.ts';
import type { PgSnapshotJson, SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { HistoryVisit } from './check.ts';
import { isReverted, repairsOf } from './repairs.ts';

/**
 * The SQL that undoes the merged migrations which a change deletes, as far as snapshots record what they
 * did: from the newest snapshot of released to the newest one that is left. Null where the change is no
 * such revert, and where a snapshot is missing or drizzle-kit cannot write it.
 */
export async function undoOf(
  visit: Omit<HistoryVisit, 'report' | 'undo'>,
  generateSql: SchemaReader['generateSql'] | undefined,
): Promise<readonly string[] | null> {
  if (!generateSql) return null;
  const context = { ...visit, undo: null, report: () => {} };
  const repairs = repairsOf(context);
  if (repairs.length === 0 || !isReverted(context, repairs)) return null;
  const texts = [visit.released, visit.merged].map((each) => latestSnapshot(each)?.text ?? null);
  try {
    const [from, to] = texts.map((text) => JSON.parse(text ?? 'null') as PgSnapshotJson | null);
    const statements = from && to ? await generateSql(from, to) : [];
    return statements.length > 0 ? statements : null;
  } catch {
    // A snapshot that is none, or that drizzle-kit refuses; the advice goes without it.
    return null;
  }
}
