/**
 * A data type by its catalog name (`int4`, `varchar`, `timestamptz`), so that spellings such as
 * `integer` and `int` are one; `schema` is null for pg_catalog's types.
 */
export interface DataType {
  readonly schema: string | null;
  readonly name: string;
  /**
   * Length, precision, scale, as in `numeric(10,2)`. Empty when none are given; those that are not
   * numbers are left out. An interval with fields holds its precision and PostgreSQL's field mask.
   */
  readonly modifiers: readonly number[];
  /** Number of array dimensions; 0 for a scalar. */
  readonly dimensions: number;
}

/** Types of pg_catalog that columns have (pg_type of PostgreSQL 18, without pseudo-types). */
const builtinTypes: ReadonlySet<string> = new Set(
  `bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8
  inet int2 int2vector int4 int4multirange int4range int8 int8multirange int8range interval json
  jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector
  path pg_lsn pg_snapshot point polygon refcursor regclass regcollation regconfig regdictionary
  regnamespace regoper regoperator regproc regprocedure regrole regtype text tid time timestamp
  timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot
  uuid varbit varchar xid xid8 xml`.split(/\s+/),
);

/** Integer types that a serial column has (parse_utilcmd.c). */
const serialTypes: ReadonlyMap<string, string> = new Map([
  ['smallserial', 'int2'],
  ['serial2', 'int2'],
  ['serial', 'int4'],
  ['serial4', 'int4'],
  ['bigserial', 'int8'],
  ['serial8', 'int8'],
]);

/** Finds the schema of a type whose name stands without one and is not pg_catalog's. */
export type ResolveType = (name: string) => string;

/** Without a search path, types of no schema are public's. */
export function inPublic(): string {
  return 'public';
}

/** The type with an unqualified name; serial types are the integers that they stand for. */
export function unqualifiedType(
  name: string,
  modifiers: readonly number[],
  dimensions: number,
  resolve: ResolveType,
): DataType {
  const catalogName = serialTypes.get(name) ?? name;
  const schema = builtinTypes.has(catalogName) ? null : resolve(name);
  return dataType(schema, catalogName, modifiers, dimensions);
}

/** Makes a type; `numeric(10)` is `numeric(10,0)`, as in the catalog. */
export function dataType(
  schema: string | null,
  name: string,
  modifiers: readonly number[],
  dimensions: number,
): DataType {
  const [precision] = modifiers;
  const withoutScale = schema === null && name === 'numeric' && modifiers.length === 1;
  return {
    schema,
    name,
    modifiers: withoutScale && precision !== undefined ? [precision, 0] : modifiers,
    dimensions,
  };
}

/** Whether a type's unqualified name is one of the serial types, which are no types of the catalog. */
export function isSerial(name: string): boolean {
  return serialTypes.has(name);
}

/** Whether two types are one, modifiers included. An array's number of dimensions is not kept by PostgreSQL. */
export function sameType(one: DataType, other: DataType): boolean {
  return sameBase(one, other) && one.modifiers.join() === other.modifiers.join();
}

/** Whether two types differ at most in their modifiers. */
export function sameBase(one: DataType, other: DataType): boolean {
  return (
    one.schema === other.schema &&
    one.name === other.name &&
    one.dimensions > 0 === other.dimensions > 0
  );
}
