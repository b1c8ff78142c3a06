import type { ReplayedRows } from '../review/replay.ts';
import { askCatalog } from './ask-catalog.ts';
import type { Sandbox } from './engine.ts';

/** Statements that can change rows of tables that existed before, or run others that do. */
const writing = /^(?:insert|update|delete|merge|with|truncate|copy|do|select|call|execute)\b/i;

/** Rows of tables, by their ids, that the transaction has inserted, updated and deleted so far. */
type Counts = ReadonlyMap<string, readonly [name: string, ...counts: number[]]>;

/**
 * Rows that a statement inserts, updates and deletes, those of what it runs included: PostgreSQL's own
 * statistics of the transaction (pg_stat_xact_user_tables). TRUNCATE is not counted there. Only rows
 * that migrations or `replay.setup` have made are seen.
 */
export async function countingRows<Result>(
  sandbox: Sandbox,
  sql: string,
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly rows: () => Promise<ReplayedRows[]> }> {
  if (!writing.test(sql)) return { result: await run(), rows: async () => [] };
  const before = await read(sandbox);
  const result = await run();
  return { result, rows: async () => between(before, await read(sandbox)) };
}

async function read(sandbox: Sandbox): Promise<Counts> {
  const { rows } = await askCatalog(
    sandbox,
    `SELECT relid::text, schemaname || '.' || relname, n_tup_ins::text, n_tup_upd::text, n_tup_del::text
     FROM pg_stat_xact_user_tables
     WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname <> 'drizzle'`,
  );
  return new Map(
    rows.map(([id, name, ...counts]) => [
      id ?? '',
      [(name ?? '').replace(/^public\./, ''), ...counts.map(Number)],
    ]),
  );
}

function between(before: Counts, after: Counts): ReplayedRows[] {
  return [...after].flatMap(([id, [relation, ...now]]) => {
    const [, ...then] = before.get(id) ?? ['', 0, 0, 0];
    const [inserted = 0, updated = 0, deleted = 0] = now.map((each, index) => each - then[index]!);
    return inserted + updated + deleted > 0 ? [{ relation, inserted, updated, deleted }] : [];
  });
}
