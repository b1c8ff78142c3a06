import { type DataType, sameBase } from '../sql/data-type.ts';

const numbers = 'int2 int4 int8 float4 float8 numeric';
const names =
  'regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype';

/**
 * Casts that an assignment runs by itself: pg_cast.castcontext `i` or `a` of PostgreSQL 18, from
 * each of the first types to each of the second. Those to the types of text are a rule.
 */
const casts: readonly (readonly [from: string, to: string])[] = [
  [numbers, numbers],
  ['int4 int8 numeric', 'money'],
  ['money', 'numeric'],
  ['date', 'timestamp timestamptz'],
  ['timestamp timestamptz', 'date time timestamp timestamptz'],
  ['timestamptz', 'timetz'],
  ['time', 'interval timetz'],
  ['timetz interval', 'time'],
  ['json', 'jsonb'],
  ['jsonb', 'json'],
  ['cidr', 'inet'],
  ['inet', 'cidr'],
  ['macaddr', 'macaddr8'],
  ['macaddr8', 'macaddr'],
  ['bit', 'varbit'],
  ['varbit', 'bit'],
  ['int2 int4 int8', `oid ${names}`],
  ['oid', `int4 int8 ${names}`],
  [names, 'oid int4 int8'],
  ['text varchar', 'regclass'],
  ['text varchar bpchar', 'name char'],
  ['point lseg', 'box'],
  ['path box', 'polygon'],
  ['polygon', 'path'],
  ['circle', 'polygon'],
];

const allowed: ReadonlySet<string> = new Set(
  casts.flatMap(([from, to]) =>
    from.split(' ').flatMap((one) => to.split(' ').map((other) => `${one} ${other}`)),
  ),
);

/** Every type is written into these as text (find_coercion_pathway in parse_coerce.c). */
const texts: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar']);

/**
 * Whether ALTER COLUMN … TYPE without USING fails, for want of a cast that PostgreSQL runs by
 * itself. `unknown` where a type is neither pg_catalog's nor an enum: its casts are its own.
 */
export function needsUsing(
  from: DataType,
  to: DataType,
  isEnum: (type: DataType) => boolean = () => false,
): boolean | 'unknown' {
  if (sameBase(from, to)) return false;
  const isText = to.schema === null && texts.has(to.name);
  if (isText && (to.dimensions === 0 || from.dimensions > 0)) return false;
  if (from.dimensions > 0 !== to.dimensions > 0) return isOwn(to) ? 'unknown' : true;
  if (isEnum(from) || isEnum(to)) return true;
  if (isOwn(from) || isOwn(to)) return 'unknown';
  return !allowed.has(`${from.name} ${to.name}`);

  function isOwn(type: DataType): boolean {
    return type.schema !== null && !isEnum(type);
  }
}

/** Casts that only `::` and CAST run: pg_cast.castcontext `e` of PostgreSQL 18, but for geometry. */
const explicit: ReadonlySet<string> = new Set(
  [
    ['int4', 'bool bit char'],
    ['int8', 'bit'],
    ['bool char', 'int4'],
    ['bit', 'int4 int8'],
    ['jsonb', `bool ${numbers}`],
  ].flatMap(([from = '', to = '']) =>
    from.split(' ').flatMap((one) => to.split(' ').map((other) => `${one} ${other}`)),
  ),
);

/**
 * How `::` converts a type for which an assignment needs USING: `direct`; `by text` between two
 * enums; null where PostgreSQL has no such cast, or where it is not known.
 */
export function explicitCast(
  from: DataType,
  to: DataType,
  isEnum: (type: DataType) => boolean = () => false,
): 'direct' | 'by text' | null {
  if (from.schema === null && texts.has(from.name) && from.dimensions === 0) return 'direct';
  if (isEnum(from) && isEnum(to)) return 'by text';
  return explicit.has(`${from.name} ${to.name}`) && from.dimensions === to.dimensions
    ? 'direct'
    : null;
}
