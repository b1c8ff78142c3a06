import { type DataType, sameBase, sameType } from '../sql/data-type.ts';
import type { Using } from './using.ts';

/** What a change of type depends on beside the types. */
export interface TypeChangeOptions {
  /** Major version of the server. */
  readonly postgres: number;
  readonly using: Using;
  /** The time zone of the migrator's session; null where it is not known. */
  readonly timeZone?: string | null;
  /** Whether a type is an enum; types of no schema never are. */
  isEnum?(type: DataType): boolean;
  /** What is known of a domain; null where the type is none, or not known. */
  domainOf?(type: DataType): { readonly type: DataType; readonly constrained: boolean } | null;
}

/** Whether every row is written anew, under an ACCESS EXCLUSIVE lock, and why. */
export interface TypeChange {
  readonly rewrites: boolean | 'unknown';
  readonly reason: string;
}

const converted: TypeChange = { rewrites: true, reason: 'every value is converted' };
const compatible: TypeChange = { rewrites: false, reason: 'the types are stored alike' };
const wider: TypeChange = { rewrites: false, reason: 'every old value fits as it is' };
const cut: TypeChange = { rewrites: true, reason: 'every value must be checked against the limit' };
const unknownType: TypeChange = {
  rewrites: 'unknown',
  reason: 'what the type is stored as is not known',
};

/** Casts that PostgreSQL does not run (pg_cast.castmethod b), measured where no length is added. */
const storedAlike: ReadonlySet<string> = new Set(['varchar text', 'text varchar', 'cidr inet']);

/** Casts that are not run by pg_cast, and were not measured. */
const perhapsAlike: ReadonlySet<string> = new Set([
  ...['text bpchar', 'varchar bpchar', 'bit varbit', 'varbit bit', 'xml text', 'xml varchar'],
  ...['int4 oid', 'oid int4', 'oid regclass', 'regclass oid', 'oid regproc', 'oid regtype'],
]);

/** The types whose limit may grow without a rewrite, and the limit that none given means. */
const lengths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    varchar: Infinity,
    varbit: Infinity,
    time: 6,
    timetz: 6,
    timestamp: 6,
    timestamptz: 6,
  }),
);

/** Whether an ALTER COLUMN … TYPE rewrites the table, as measured on PostgreSQL 11 to 18. */
export function typeChange(from: DataType, to: DataType, options: TypeChangeOptions): TypeChange {
  if (options.using === 'expression') {
    return { rewrites: true, reason: 'USING computes every value anew' };
  }
  if (sameType(from, to)) return { rewrites: false, reason: 'the type stays the same' };
  if (from.dimensions > 0 || to.dimensions > 0) return arrayChange(from, to, options);
  if (sameBase(from, to)) return limitChange(from, to);
  if (from.schema !== null || to.schema !== null) return ownTypeChange(from, to, options);
  return baseChange(from, to, options);
}

/** The elements of an array are converted one by one, even where the element's type would not be. */
function arrayChange(from: DataType, to: DataType, options: TypeChangeOptions): TypeChange {
  const unlimited = sameBase(from, to) && to.modifiers.length === 0;
  if (unlimited)
    return { rewrites: 'unknown', reason: 'arrays that lose a limit were not measured' };
  const isOwn = [from, to].some((type) => type.schema !== null && !options.isEnum?.(type));
  return isOwn && !sameBase(from, to) ? unknownType : converted;
}

/** Only length, precision or scale differ. */
function limitChange(from: DataType, to: DataType): TypeChange {
  const [old, oldScale] = from.modifiers;
  const [limit, scale] = to.modifiers;
  if (from.schema !== null) return limit === undefined ? wider : unknownType;
  if (from.name === 'bpchar') return limit === undefined ? unknownType : converted;
  if (limit === undefined) return wider;
  if (from.name === 'interval') return intervalChange(from, to);
  if (from.name === 'numeric') {
    return old !== undefined && limit >= old && scale === oldScale ? wider : cut;
  }
  const none = lengths.get(from.name);
  if (none === undefined) return converted;
  return limit >= (old ?? none) ? wider : cut;
}

function intervalChange(from: DataType, to: DataType): TypeChange {
  const [old = 6, oldFields] = from.modifiers;
  const [limit = 6, fields] = to.modifiers;
  if (fields !== undefined || oldFields !== undefined) {
    return {
      rewrites: 'unknown',
      reason: 'changes of the fields of an interval were not measured',
    };
  }
  return limit >= old ? wider : cut;
}

/** A domain is stored as its base type, but checks its constraints; an enum is a number of its own. */
function ownTypeChange(from: DataType, to: DataType, options: TypeChangeOptions): TypeChange {
  const { isEnum, domainOf } = options;
  if (isEnum?.(from) || isEnum?.(to)) return converted;
  const old = domainOf?.(from);
  if (old) return typeChange(old.type, to, options);
  const wanted = domainOf?.(to);
  if (!wanted) return unknownType;
  return wanted.constrained ? cut : typeChange(from, wanted.type, options);
}

function baseChange(from: DataType, to: DataType, options: TypeChangeOptions): TypeChange {
  const names = `${from.name} ${to.name}`;
  const [limit] = to.modifiers;
  if (names === 'timestamp timestamptz' || names === 'timestamptz timestamp') {
    return timestampChange(limit, options);
  }
  if (storedAlike.has(names)) return limit === undefined ? compatible : cut;
  return perhapsAlike.has(names) && limit === undefined ? unknownType : converted;
}

/** Both are stored alike while the session's zone is UTC, since 12; a precision below 6 rounds. */
function timestampChange(
  limit: number | undefined,
  { postgres, timeZone = null }: TypeChangeOptions,
): TypeChange {
  if (limit !== undefined && limit < 6) return cut;
  if (postgres < 12) return converted;
  if (timeZone === null) {
    return { rewrites: 'unknown', reason: 'only a session in UTC keeps the rows as they are' };
  }
  if (timeZone.toUpperCase() === 'UTC') return compatible;
  return { rewrites: true, reason: 'every value moves by the time zone of the session' };
}
