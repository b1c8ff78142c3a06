import type { ReplayReport } from '../review/replay.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import { compareCatalogs } from './compare-catalogs.ts';
import type { Sandbox } from './engine.ts';
import { kitError } from './kit-error.ts';
import type { GenerateSql, Snapshot } from './recorded.ts';

/**
 * The way back from one snapshot to another, tried where the change has been applied, and undone again.
 * It works where it leads to exactly the catalog that stood there before the change.
 */
export async function tryRollback(
  sandbox: Sandbox,
  generateSql: GenerateSql,
  from: string,
  to: string,
  before: Catalog,
): Promise<NonNullable<ReplayReport['rollback']>> {
  const [now, then] = [from, to].map((text) => JSON.parse(text) as Snapshot) as [
    Snapshot,
    Snapshot,
  ];
  let sql: string[];
  try {
    sql = await generateSql(now, then);
  } catch (error) {
    const because = `drizzle-kit cannot write it: ${kitError(error)}`;
    return { sql: [], works: false, because };
  }
  await sandbox.exec('BEGIN');
  try {
    for (const statement of sql) {
      const { error } = await sandbox.exec(statement);
      if (error) return { sql, works: false, because: `${error.code}: ${error.message}` };
    }
    const [first] = compareCatalogs(await readCatalog(sandbox), before);
    const because = first && `${first.class} ${first.name} is not as it was`;
    return { sql, works: !first, because: because ?? null };
  } finally {
    await sandbox.exec('ROLLBACK');
  }
}
