import type { MigrationFile } from '../drizzle/history.ts';
import { editedSince } from '../drizzle/needed.ts';
import type { Range } from '../sql/statement.ts';
import type { Prose, ReplayVisit } from './check.ts';
import { placeOfEntry, startOfFile } from './places.ts';
import type { RoadDifference } from './replay.ts';

/** Where a change makes two roads differ, and in what. */
export interface DifferencePlace {
  readonly path: string;
  readonly at: Range;
  readonly differences: readonly RoadDifference[];
  /** Whether they come from a new migration that the migrator skips. */
  readonly isSkipped: boolean;
}

interface Candidate {
  readonly file: MigrationFile;
  readonly isSkipped: boolean;
}

/**
 * Finds the migrations, and in them the statements, that make roads differ: the ones that name the
 * object. What nothing names stands at the newest migration, or at the journal.
 */
export function placesOfDifferences(
  visit: ReplayVisit,
  differences: readonly RoadDifference[],
  road: 'fresh' | 'recorded',
): DifferencePlace[] {
  const candidates = road === 'fresh' ? deviating(visit) : running(visit);
  const places = new Map<string, DifferencePlace>();
  for (const difference of differences) {
    const place = placeOf(visit, candidates, difference);
    const key = `${place.path}:${place.at.start.offset}`;
    const known = places.get(key)?.differences ?? [];
    places.set(key, { ...place, differences: [...known, difference] });
  }
  return [...places.values()];
}

/** Migrations that not every database runs as they now stand, or not only once. */
function deviating({ released, merged, pending }: ReplayVisit): Candidate[] {
  const others = pending
    .filter(({ fate }) => fate !== 'runs')
    .flatMap(({ file, fate }) => (file ? [{ file, isSkipped: fate === 'skipped' }] : []));
  const edited = editedSince(released, merged).map((file) => ({ file, isSkipped: false }));
  return [...others, ...edited];
}

function running({ pending }: ReplayVisit): Candidate[] {
  return pending
    .filter(({ fate }) => fate !== 'skipped')
    .flatMap(({ file }) => (file ? [{ file, isSkipped: false }] : []))
    .toReversed();
}

function placeOf(
  visit: ReplayVisit,
  candidates: readonly Candidate[],
  difference: RoadDifference,
): Omit<DifferencePlace, 'differences'> {
  for (const name of namesOf(difference)) {
    for (const { file, isSkipped } of candidates) {
      const statements = visit.sqlOf(file)?.statements ?? [];
      const statement = statements.findLast(({ text }) => text.includes(name));
      if (statement) return { path: file.path, at: statement.range, isSkipped };
    }
  }
  const [first] = candidates;
  if (first) return { path: first.file.path, at: startOfFile, isSkipped: first.isSkipped };
  const tag = visit.merged.journal?.entries.at(-1)?.tag ?? '';
  return { ...placeOfEntry(visit, tag), isSkipped: false };
}

/** The object's own name, and then that of its table. */
function namesOf({ name }: RoadDifference): string[] {
  const parts = (name.match(/"(?:[^"]|"")*"|[^".]+/g) ?? []).map((part) =>
    part.replace(/^"|"$/g, '').replaceAll('""', '"'),
  );
  return parts.slice(1).toReversed();
}

/** What differs, in words for people. */
export function describeDifferences(
  differences: readonly RoadDifference[],
  other: string,
): { object: Prose; names: string[]; differences: string[] } {
  const [first] = differences as [RoadDifference];
  const same = differences.every((each) => each.class === first.class);
  const shown = differences.slice(0, mostShown).map((each) => describe(each, other));
  const more = differences.length - shown.length;
  return {
    object: { prose: same ? first.class : 'schema' },
    names: differences.slice(0, mostShown).map(({ name }) => name.replace(/^public\./, '')),
    differences: [...shown, ...(more > 0 ? [`${more} more`] : [])],
  };
}

const mostShown = 5;

function describe({ class: kind, name, upgrade, other }: RoadDifference, where: string): string {
  const subject = `${kind} ${name.replace(/^public\./, '')}`;
  if (upgrade === null) return `${subject}: only ${where}`;
  if (other === null) return `${subject}: not ${where}`;
  return `${subject}: ${cut(upgrade)}, but ${cut(other)} ${where}`;
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
