import { askCatalog } from './ask-catalog.ts';
import { type Sandbox, SandboxError } from './engine.ts';

/** The first oid that is not PostgreSQL's own (FirstNormalObjectId in its access/transam.h). */
const firstOwn = 16_384;

/** By catalog, what of its rows tells PostgreSQL's behaviour; grants do not. */
const catalogs: readonly { readonly name: string; readonly row: string }[] = [
  { name: 'pg_proc', row: 'oid, proname, pronamespace, prolang, prosrc, proargtypes' },
  { name: 'pg_operator', row: 'oid, oprname, oprnamespace, oprcode' },
  { name: 'pg_class', row: 'oid, relname, relnamespace, relkind' },
  { name: 'pg_type', row: 'oid, typname, typnamespace, typoutput' },
  { name: 'pg_rewrite', row: 'oid, rulename, ev_class, ev_action' },
];

/** Of objects that somebody made, those that stand among PostgreSQL's own. */
const placed: readonly string[] = [
  `SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace`,
  `SELECT oid FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace`,
  `SELECT oid FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace`,
];

const query = `SELECT ${[
  ...catalogs.map(
    ({ name, row }) => `(SELECT md5(string_agg(concat_ws(' ', ${row}), ',' ORDER BY oid))
      FROM ${name} WHERE oid < ${firstOwn})`,
  ),
  ...placed.map((each) => `(SELECT count(*)::text FROM (${each}) q WHERE oid >= ${firstOwn})`),
].join(', ')}`;

/**
 * A text that changes when somebody replaces, renames or adds to what PostgreSQL itself is made of,
 * which a superuser can. From then on nothing that this database says of itself is proof.
 */
export async function systemCatalog(sandbox: Sandbox): Promise<string> {
  const { rows, error } = await askCatalog(sandbox, query);
  if (error) throw new SandboxError('broken', `the catalog cannot be read: ${error.message}`);
  return JSON.stringify(rows[0]);
}
