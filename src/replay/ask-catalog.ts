import type { Rows, Sandbox } from './engine.ts';

/**
 * What a migration may have set in the session, as db-review needs it for its own questions. A search
 * path that ends in `pg_temp` finds no temporary table, view or function that has taken the name of a
 * system catalog; the others change how PostgreSQL writes definitions.
 */
const settings = `SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL quote_all_identifiers = off;
  SET LOCAL standard_conforming_strings = on; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';
  SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'`;

/**
 * Runs a query of db-review's own on the catalog, whatever the SQL before it has done to the session,
 * which is left as it was. Names outside pg_catalog come back qualified.
 */
export async function askCatalog(sandbox: Sandbox, sql: string): Promise<Rows> {
  const { transaction } = await sandbox.exec('');
  const isOpen = transaction !== 'idle';
  await sandbox.exec(`${isOpen ? 'SAVEPOINT asking' : 'BEGIN READ ONLY'}; ${settings}`);
  const rows = await sandbox.query(sql);
  await sandbox.exec(
    isOpen ? 'ROLLBACK TO SAVEPOINT asking; RELEASE SAVEPOINT asking' : 'ROLLBACK',
  );
  return rows;
}
