import type { DataType } from '../sql/data-type.ts';
import type { Using } from './using.ts';

/**
 * Why a type cannot hold every value of another: the statement `fails` where a value does not fit,
 * or it `loses` a part of the value and says nothing.
 */
export interface Narrowing {
  readonly effect: 'fails' | 'loses';
  /** The values that are hit, in words: `values over 2147483647`. */
  readonly what: string;
}

/** Largest value of each integer type. */
const integers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    int2: '32767',
    int4: '2147483647',
    int8: '9223372036854775807',
  }),
);
/** Decimal digits that a floating point number keeps for certain (FLT_DIG, DBL_DIG). */
const floats: ReadonlyMap<string, number> = new Map(Object.entries({ float4: 6, float8: 15 }));
const texts: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar']);
const bits: ReadonlySet<string> = new Set(['bit', 'varbit']);

/** Parts of a time that a type has. */
const parts: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    date: ['date'],
    time: ['time of day'],
    timetz: ['time of day', 'time zone'],
    timestamp: ['date', 'time of day'],
    timestamptz: ['date', 'time of day', 'time zone'],
    interval: ['time of day'],
  }),
);

/** What pairs of types lose that no rule below tells. */
const pairs: ReadonlyMap<string, Narrowing> = new Map(
  Object.entries<Narrowing>({
    'json jsonb': { effect: 'loses', what: 'order of keys, repeated keys and space' },
    'inet cidr': { effect: 'loses', what: 'bits of the host' },
    'interval time': { effect: 'loses', what: 'days, months and years' },
    'macaddr8 macaddr': { effect: 'fails', what: 'addresses that are not of six bytes' },
  }),
);

/**
 * Whether values of one type may not fit into another; null where all do. Types that are not
 * pg_catalog's are not judged, but for enums: nothing but its values fits into one.
 */
export function narrows(
  from: DataType,
  to: DataType,
  using: Using = 'none',
  isEnum: (type: DataType) => boolean = () => false,
): Narrowing | null {
  if (from.schema === to.schema && from.name === to.name) return narrowerLimit(from, to, using);
  if (isEnum(to)) return { effect: 'fails', what: 'values that the enum does not have' };
  if (to.schema !== null) return null;
  if (texts.has(to.name)) return narrowerText(from, to, using);
  if (from.schema !== null) return null;
  if (texts.has(from.name)) return { effect: 'fails', what: `values that are no ${to.name}` };
  return (
    pairs.get(`${from.name} ${to.name}`) ??
    narrowerNumber(from, to) ??
    narrowerTime(from, to, using)
  );
}

function narrowerLimit(from: DataType, to: DataType, using: Using): Narrowing | null {
  if (texts.has(to.name)) return narrowerText(from, to, using);
  if (bits.has(to.name)) return narrowerBits(from, to, using);
  if (to.name === 'numeric') return narrowerNumber(from, to);
  return narrowerTime(from, to, using);
}

/** An explicit cast cuts a text, an assignment fails; only spaces are cut silently by both. */
function narrowerText(from: DataType, to: DataType, using: Using): Narrowing | null {
  const [limit] = to.modifiers;
  const [old] = texts.has(from.name) ? from.modifiers : [];
  if (limit === undefined || (old !== undefined && old <= limit)) return null;
  return { effect: cutBy(using), what: `values of more than ${limit} characters` };
}

function narrowerBits(from: DataType, to: DataType, using: Using): Narrowing | null {
  const [limit] = to.modifiers;
  const [old] = from.modifiers;
  const isFixed = to.name === 'bit';
  if (limit === undefined || (isFixed ? old === limit : old !== undefined && old <= limit)) {
    return null;
  }
  const what = isFixed ? `values of other than ${limit} bits` : `values of more than ${limit} bits`;
  return { effect: cutBy(using), what };
}

function cutBy(using: Using): Narrowing['effect'] {
  return using === 'cast' ? 'loses' : 'fails';
}

function narrowerNumber(from: DataType, to: DataType): Narrowing | null {
  const old = digitsOf(from);
  const now = digitsOf(to);
  if (!old || !now) return null;
  const isInteger = integers.has(from.name) && integers.has(to.name);
  // No column that people count, weigh or price with holds more than a bigint does.
  if (to.name === 'int8' && !isInteger) return { effect: 'loses', what: 'decimals' };
  if (isInteger ? now.whole < old.whole : now.holds < old.whole)
    return { effect: 'fails', what: limitOf(to, now.holds) };
  if (now.fraction < old.fraction) {
    const what = now.fraction === 0 ? 'decimals' : `decimals after the ${ordinal(now.fraction)}`;
    return { effect: 'loses', what };
  }
  if (now.significant >= old.significant) return null;
  return { effect: 'loses', what: `digits after the ${ordinal(now.significant)}` };
}

interface Digits {
  /** Most digits before the point. */
  readonly whole: number;
  /** So many digits before the point fit, whatever they are. */
  readonly holds: number;
  readonly fraction: number;
  readonly significant: number;
}

/** How many digits a numeric type holds before and after the point, and in all. */
function digitsOf({ name, modifiers }: DataType): Digits | null {
  const largest = integers.get(name);
  if (largest !== undefined) {
    const whole = largest.length;
    return { whole, holds: whole - 1, fraction: 0, significant: whole };
  }
  const significant = floats.get(name);
  if (significant !== undefined) {
    const whole = name === 'float4' ? 38 : 308;
    return { whole, holds: whole, fraction: Infinity, significant };
  }
  if (name !== 'numeric') return null;
  const [precision, scale = 0] = modifiers;
  if (precision === undefined) {
    return { whole: Infinity, holds: Infinity, fraction: Infinity, significant: Infinity };
  }
  const whole = precision - scale;
  return { whole, holds: whole, fraction: scale, significant: precision };
}

function limitOf({ name }: DataType, holds: number): string {
  const largest = integers.get(name);
  if (largest !== undefined) return `values over ${largest}`;
  return `values of more than ${holds} digits before the point`;
}

function narrowerTime(from: DataType, to: DataType, using: Using): Narrowing | null {
  const kept = parts.get(to.name);
  const had = parts.get(from.name);
  if (!kept || !had) return null;
  const lost = had.filter((part) => !kept.includes(part));
  if (lost.length > 0) return { effect: 'loses', what: lost.join(' and ') };
  const [old = 6] = from.name === 'date' ? [0] : from.modifiers;
  const [precision = 6] = to.modifiers;
  if (to.name === 'date' || precision >= old || using === 'expression') return null;
  const what =
    precision === 0 ? 'fractions of a second' : `decimals after the ${ordinal(precision)}`;
  return { effect: 'loses', what };
}

function ordinal(number: number): string {
  const words = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
  return words[number] ?? `${number}th`;
}
