import type { Extensions } from '@electric-sql/pglite';

/** The modules of PGlite's `contrib`, by the names that CREATE EXTENSION uses. */
const contrib: readonly string[] = [
  'amcheck',
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'moddatetime',
  'pageinspect',
  'pg_buffercache',
  'pg_freespacemap',
  'pg_stat_statements',
  'pg_surgery',
  'pg_trgm',
  'pg_visibility',
  'pg_walinspect',
  'pgcrypto',
  'seg',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid-ossp',
];

/** The extensions that this engine has. */
export const knownExtensions: ReadonlySet<string> = new Set([...contrib, 'vector']);

/** Extensions that others need. */
const requirements: Readonly<Record<string, readonly string[]>> = { earthdistance: ['cube'] };

/** Loads extensions by name; those that this engine does not have are left out. */
export async function loadExtensions(names: readonly string[]): Promise<Extensions> {
  const all = new Set(names.flatMap((name) => [...(requirements[name] ?? []), name]));
  const wanted = [...all].filter((name) => knownExtensions.has(name));
  const loaded = await Promise.all(
    wanted.map(async (name) => [name, await loadExtension(name)] as const),
  );
  return Object.fromEntries(loaded);
}

async function loadExtension(name: string): Promise<Extensions[string]> {
  if (name === 'vector') return (await import('@electric-sql/pglite-pgvector')).vector;
  const module = name.replace('-', '_');
  const loaded = (await import(`@electric-sql/pglite/contrib/${module}`)) as Extensions;
  return loaded[module]!;
}
