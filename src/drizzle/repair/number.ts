/** What orders a migration: its place in the journal, the prefix of its name, and its time. */
export interface Position {
  readonly idx: number;
  readonly prefix: string;
  /** Milliseconds since 1970. */
  readonly when: number;
}

const digits = /^\d+$/;

/** Names that begin with a time: drizzle-kit's `timestamp` and `supabase`, and its `unix`. */
const timeLength = { stamp: 14, seconds: 10 } as const;

/**
 * The prefix of a migration that follows another one: its own where that sorts later, else the next
 * one of the same kind. drizzle-kit takes the snapshot whose name sorts last for the newest, so the
 * order of the names has to be the journal's. Null where the names are not numbered.
 */
export function prefixAfter(last: Position | null, own: Position): string | null {
  if (!digits.test(own.prefix)) return null;
  if (!last) return own.prefix;
  if (!digits.test(last.prefix)) return null;
  if (own.prefix > last.prefix) return own.prefix;
  const { length } = last.prefix;
  if (length === timeLength.seconds) {
    return String(Math.max(Math.floor(own.when / 1000), Number(last.prefix) + 1));
  }
  if (length === timeLength.stamp) return stampAfter(last.prefix, own.when);
  const number = Math.max(last.idx, Number(last.prefix)) + 1;
  return String(number).padStart(length, '0');
}

/** `20261122103141` from a time, later than another one; both are UTC. */
function stampAfter(last: string, when: number): string {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 8, 10, 12].map((start) =>
    Number(last.slice(start, start === 0 ? 4 : start + 2)),
  ) as [number, number, number, number, number, number];
  const next = Date.UTC(year, month - 1, day, hour, minute, second) + 1000;
  return new Date(Math.max(when, next)).toISOString().replace(/\D/g, '').slice(0, timeLength.stamp);
}

/** drizzle-kit names the next migration by the last `idx`, so it may not lie below a number in use. */
export function idxAfter(last: Position | null, own: Position, prefix: string): number {
  const least = last ? last.idx + 1 : 0;
  const number = prefix.length < timeLength.seconds ? Number(prefix) : 0;
  if (own.prefix === prefix && own.idx >= least) return own.idx;
  return Math.max(least, number);
}
