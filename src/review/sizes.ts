import picomatch from 'picomatch';
import { blocksReads, blocksWrites } from '../postgres/lock-mode.ts';
import type { QualifiedName } from '../schema/model.ts';
import type { Severity, TableSetting } from './settings.ts';
import type { TableLock } from './table-locks.ts';
import type { TableWork } from './table-work.ts';
import { written } from './written.ts';

/** What the configuration says of a table; null where it says nothing. */
export type SizeOf = (table: QualifiedName) => TableSetting['size'] | null;

/** What the size of tables makes of a report. */
export interface Weighed {
  readonly severity: Severity;
  /** What waits, and for how long, in a sentence. */
  readonly text: string;
}

/**
 * Seconds for a row of a hundred bytes, as measured on PostgreSQL 18 with two million rows in memory
 * on two busy cores: 0.2 to 0.6 µs to read, 1.5 to 7 to build an index, 12 to 19 to rewrite the table
 * with one index. Wider rows are counted by their bytes.
 */
const secondsPerRow = { reads: 0.5e-6, builds: 3e-6, rewrites: 12e-6 };

/** What is longer is noticed by users; what is shorter than the second is not. */
const longest = 5;
const shortest = 0.5;

const bytesPerRow = 100;

/** Finds the size of a table: by its name, else by the first pattern that matches. */
export function sizer(tables: readonly TableSetting[]): SizeOf {
  const known = tables.map(({ pattern, size }) => ({
    pattern,
    size,
    matches: picomatch(pattern, { dot: true }),
  }));
  return ({ schema, name }) => {
    const names = schema === 'public' ? [name, `public.${name}`] : [`${schema}.${name}`];
    const found =
      known.find(({ pattern }) => names.includes(pattern)) ??
      known.find(({ matches }) => names.some((each) => matches(each)));
    return found?.size ?? null;
  };
}

/**
 * Weighs a lock that lasts as long as tables are large: a warning becomes an error when a large one
 * is among them, and all is a notice when all are small. Null where no size is known.
 */
export function weighBySize(
  own: Severity,
  works: readonly TableWork[],
  locks: readonly TableLock[],
  isIndex: boolean,
  sizeOf: SizeOf,
): Weighed | null {
  const sized = works.map((work) => ({ ...work, size: sizeOf(work.table) }));
  const known = sized.flatMap((each) => (each.size === null ? [] : [{ ...each, size: each.size }]));
  if (known.length === 0) return null;

  const durations = known.map(({ size, work }) => durationOf(size, work, isIndex));
  const severity = durations.some((each) => each >= longest)
    ? own === 'notice'
      ? own
      : 'error'
    : known.length === sized.length && durations.every((each) => each < shortest)
      ? 'notice'
      : own;
  const [worst] = known.toSorted(
    (one, other) =>
      durationOf(other.size, other.work, isIndex) - durationOf(one.size, one.work, isIndex),
  );
  const lock = locks.find(
    ({ table }) => table.schema === worst!.table.schema && table.name === worst!.table.name,
  );
  return { severity, text: sentence(worst!, lock, isIndex) };
}

/** Seconds; for a class, beyond the bound that it stands for. */
function durationOf(size: TableSetting['size'], work: TableWork['work'], isIndex: boolean): number {
  if (size === 'large') return Infinity;
  if (size === 'small') return 0;
  const rows = Math.max(size.rows, (size.bytes ?? 0) / bytesPerRow);
  const perRow =
    work === 'reads' ? secondsPerRow[isIndex ? 'builds' : 'reads'] : secondsPerRow.rewrites;
  return rows * perRow;
}

function sentence(
  { table, size, work }: TableWork & { readonly size: TableSetting['size'] },
  lock: TableLock | undefined,
  isIndex: boolean,
): string {
  const name = written({ schemaname: table.schema, relname: table.name });
  const waits = lock && blocksReads(lock.mode) ? 'reads and writes' : 'writes';
  const hasVictims = lock !== undefined && blocksWrites(lock.mode);
  if (size === 'small' || size === 'large') {
    return `By the configuration the table ${name} is ${size}${hasVictims ? `, and ${waits} to it wait` : ''}.`;
  }
  const duration = durationText(durationOf(size, work, isIndex));
  const rows = `By the configuration the table ${name} has ${size.rows.toLocaleString('en-US')} rows`;
  return hasVictims
    ? `${rows}: ${waits} to it wait for ${duration}, roughly.`
    : `${rows}: ${duration}, roughly.`;
}

function durationText(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
