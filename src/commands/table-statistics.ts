import { readDatabase } from './read-database.ts';

/** How large PostgreSQL takes a table for. */
export interface TableStatistics {
  /** With its schema unless that is public. */
  readonly name: string;
  /** Null where the table has never been analysed. */
  readonly rows: number | null;
  /** Without its indexes and what is stored out of line. */
  readonly bytes: number;
}

/**
 * The statistics that VACUUM and ANALYZE left in pg_class; a partitioned table is as large as its
 * partitions. `reltuples` is -1 where nobody looked (0 before PostgreSQL 14, where pages tell).
 */
const query = `
  SELECT n.nspname AS schema, c.relname AS name,
         CASE WHEN min(t.reltuples) < 0 OR bool_or(t.reltuples = 0 AND t.relpages > 0) THEN NULL
              ELSE round(sum(t.reltuples))::float8 END AS rows,
         (sum(t.relpages::bigint) * current_setting('block_size')::bigint)::float8 AS bytes
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (
    SELECT leaf.reltuples, leaf.relpages FROM pg_catalog.pg_partition_tree(c.oid) part
    JOIN pg_catalog.pg_class leaf ON leaf.oid = part.relid
    WHERE c.relkind = 'p' AND part.isleaf
    UNION ALL
    SELECT c.reltuples, c.relpages WHERE c.relkind <> 'p'
  ) t
  WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  GROUP BY n.nspname, c.relname, c.oid
  ORDER BY rows DESC NULLS LAST, n.nspname, c.relname`;

/** Milliseconds; the query takes few, and must not stay when the catalog is locked. */
const longest = 10_000;

/**
 * Reads the sizes of a live database's tables, the largest first: its catalog only, in a read-only
 * transaction. Throws `UsageError` where the database cannot be reached or refuses.
 */
export async function readTableStatistics(url: string): Promise<TableStatistics[]> {
  return readDatabase(url, { name: 'stats', milliseconds: longest }, async (client) => {
    const { rows } = await client.query<{
      schema: string;
      name: string;
      rows: number | null;
      bytes: number;
    }>(query);
    return rows.map(({ schema, name, rows: count, bytes }) => ({
      name: schema === 'public' ? name : `${schema}.${name}`,
      rows: count,
      bytes,
    }));
  });
}
