import { askCatalog } from '../ask-catalog.ts';
import { type Sandbox, SandboxError } from '../engine.ts';

/** A table of the catalog, as far as rows depend on it. */
export interface Table {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly constraints: readonly TableConstraint[];
  /** Unique indexes, those of constraints included. */
  readonly uniques: readonly UniqueIndex[];
}

export interface Column {
  /** Number that stays when the column is renamed. */
  readonly number: number;
  readonly name: string;
  /** As PostgreSQL writes it: `character varying(20)`. */
  readonly type: string;
  readonly typeOid: string;
  /** Length, precision, …; -1 without. */
  readonly modifier: number;
  /** The type without domain and array: pg_type.typname. */
  readonly base: string;
  readonly isArray: boolean;
  /** Labels in order, where the type is an enum. */
  readonly labels: readonly string[] | null;
  /** CHECK constraints of the type, where it is a domain, over VALUE. */
  readonly domainChecks: readonly string[];
  /** New rows need a value. */
  readonly notNull: boolean;
  /** Every row has a value: NOT NULL, and not NOT VALID (PostgreSQL 18). */
  readonly neverNull: boolean;
  /** Expression of the default. */
  readonly default: string | null;
  /** PostgreSQL computes it: GENERATED ALWAYS AS, or AS IDENTITY. */
  readonly generated: boolean;
}

export interface TableConstraint {
  readonly oid: string;
  readonly name: string;
  /** `not null` only where it is NOT VALID. */
  readonly kind: 'check' | 'foreign key' | 'exclusion' | 'not null';
  readonly validated: boolean;
  readonly columns: readonly number[];
  /** A CHECK's expression. */
  readonly expression: string | null;
  /** A foreign key's table, by oid. */
  readonly references: string | null;
  readonly referencedColumns: readonly number[];
  readonly definition: string;
}

export interface UniqueIndex {
  readonly oid: string;
  readonly name: string;
  readonly isPrimary: boolean;
  /** Key columns, 0 for an expression. */
  readonly key: readonly number[];
  /** Columns of the key's expressions and of the predicate. */
  readonly further: readonly number[];
  readonly predicate: string | null;
  readonly nullsNotDistinct: boolean;
  /** The key as SQL. */
  readonly keySql: readonly string[];
}

/** The tables that rows can stand in; partitions are reached by way of their parent. */
export async function readTables(
  sandbox: Sandbox,
  oids: readonly string[],
): Promise<Map<string, Table>> {
  const { rows, error } = await askCatalog(sandbox, tablesQuery(oids));
  if (error) throw new SandboxError('broken', `the tables cannot be read: ${error.message}`);
  const tables = rows.map(([json]) => JSON.parse(json ?? '') as Table);
  return new Map(tables.map((table) => [table.oid, table]));
}

/** Reads tables, and all that a row in them needs: what their foreign keys lead to. */
export async function readTablesWithParents(
  sandbox: Sandbox,
  oids: readonly string[],
): Promise<Map<string, Table>> {
  const { rows, error } = await askCatalog(
    sandbox,
    `WITH RECURSIVE reached(oid) AS (
      SELECT oid FROM pg_class WHERE oid IN (${['0', ...oids].join(', ')})
      UNION SELECT o.confrelid FROM reached JOIN pg_constraint o ON o.conrelid = reached.oid
      WHERE o.contype = 'f')
    SELECT oid::text FROM reached`,
  );
  if (error) throw new SandboxError('broken', `the tables cannot be read: ${error.message}`);
  return readTables(
    sandbox,
    rows.map(([oid]) => oid ?? ''),
  );
}

function tablesQuery(oids: readonly string[]): string {
  return `SELECT json_build_object('oid', c.oid::text, 'schema', n.nspname, 'name', c.relname,
    'columns', coalesce((${columns}), '[]'), 'constraints', coalesce((${constraints}), '[]'),
    'uniques', coalesce((${uniques}), '[]'))::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' 
    AND c.oid IN (${['0', ...oids].join(', ')})
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  ORDER BY c.oid`;
}

/** A domain is followed to the type below it, over two steps; nobody stacks more. */
const columns = `SELECT json_agg(json_build_object('number', a.attnum, 'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod), 'typeOid', a.atttypid::text, 'modifier', a.atttypmod,
    'base', coalesce(element.typname, base.typname), 'isArray', element.oid IS NOT NULL,
    'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
      WHERE e.enumtypid = coalesce(element.oid, base.oid)),
    'domainChecks', coalesce((SELECT json_agg(pg_get_expr(o.conbin, 0)) FROM pg_constraint o
      WHERE o.conrelid = 0 AND o.contypid = a.atttypid AND o.contype = 'c'), '[]'),
    'notNull', a.attnotnull OR t.typnotnull,
    'neverNull', (a.attnotnull OR t.typnotnull) AND NOT EXISTS (SELECT FROM pg_constraint o
      WHERE o.conrelid = c.oid AND o.contype = 'n' AND NOT o.convalidated AND o.conkey = ARRAY[a.attnum]),
    'default', pg_get_expr(d.adbin, d.adrelid),
    'generated', a.attgenerated <> '' OR a.attidentity <> '') ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type t1 ON t1.oid = nullif(t.typbasetype, 0)
  LEFT JOIN pg_type t2 ON t2.oid = nullif(t1.typbasetype, 0)
  JOIN pg_type base ON base.oid = coalesce(t2.oid, t1.oid, t.oid)
  LEFT JOIN pg_type element ON element.oid = base.typelem AND base.typcategory = 'A'
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const constraints = `SELECT json_agg(json_build_object('oid', o.oid::text, 'name', o.conname,
    'kind', CASE o.contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'x' THEN 'exclusion'
      ELSE 'not null' END,
    'validated', o.convalidated, 'columns', coalesce(o.conkey, '{}'),
    'expression', CASE WHEN o.contype = 'c' THEN pg_get_expr(o.conbin, o.conrelid) END,
    'references', nullif(o.confrelid, 0)::text, 'referencedColumns', coalesce(o.confkey, '{}'),
    'definition', pg_get_constraintdef(o.oid)) ORDER BY o.conname)
  FROM pg_constraint o WHERE o.conrelid = c.oid AND o.contype IN ('c', 'f', 'x', 'n')
    AND NOT (o.contype = 'n' AND o.convalidated)`;

const uniques = `SELECT json_agg(json_build_object('oid', i.indexrelid::text, 'name', x.relname,
    'isPrimary', i.indisprimary, 'key', (SELECT json_agg(k ORDER BY at)
      FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(k, at) WHERE at <= i.indnkeyatts),
    'further', coalesce((SELECT json_agg(DISTINCT p.refobjsubid) FROM pg_depend p
      WHERE p.classid = 'pg_class'::regclass AND p.objid = i.indexrelid
        AND p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid > 0), '[]'),
    'predicate', pg_get_expr(i.indpred, i.indrelid), 'nullsNotDistinct', i.indnullsnotdistinct,
    'keySql', (SELECT json_agg(pg_get_indexdef(i.indexrelid, at, true) ORDER BY at)
      FROM generate_series(1, i.indnkeyatts) at)) ORDER BY x.relname)
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid`;
