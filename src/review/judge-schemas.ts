import { prefixOf } from '../drizzle/history.ts';
import type { SchemaEntry } from '../drizzle/project-config.ts';
import { driftBetween } from '../drizzle/schema/drift.ts';
import type { Place } from '../drizzle/schema/read-schema.ts';
import type { SchemaDifference } from '../schema/difference.ts';
import type { Schema } from '../schema/model.ts';
import type { Change } from './change.ts';
import type { CheckEntry, DriftCheck, SchemaDrift } from './check.ts';
import { ignoresInCode, onTheirLines } from './code-ignores.ts';
import { collisionsOf } from './collisions.ts';
import type { DeclaredSchemas } from './declared.ts';
import { placeInHead } from './head-place.ts';
import { applyIgnoreEntries } from './ignore-entries.ts';
import { applyIgnores } from './ignores.ts';
import { judgeDrift } from './judge.ts';
import { judgeDeclared, type JudgedSides } from './judge-declared.ts';
import type { Ports } from './judge-migrations.ts';
import { loadChecks, loadOne } from './load.ts';
import { newEntries } from './places.ts';
import type { Project } from './projects.ts';
import type { Reported } from './reports.ts';
import { type Side, driftOf, sideOf, sqlOf, unreadOf } from './schema-drift.ts';
import type { Settings } from './settings.ts';
import type { Skipped } from './skipped.ts';
import { judgeIgnores } from './unused-ignores.ts';
import { isOn } from './weigh.ts';

/** What the checks of the declared schema report, and what they could not see. */
export interface JudgedSchemas {
  /** What base does not have already. */
  readonly reported: readonly Reported[];
  /** How many reports base has as well. */
  readonly known: number;
  readonly skipped: readonly Skipped[];
}

type Kind = 'drift' | 'schema';

/**
 * Judges what the TypeScript schema of a project declares, by itself and beside its newest snapshot.
 * `after` is what a database is like that was migrated.
 */
export async function judgeSchemas(
  project: Project,
  declared: DeclaredSchemas,
  after: { readonly base: Schema; readonly merged: Schema },
  change: Change,
  settings: Settings,
  ports: Ports,
): Promise<JudgedSchemas> {
  if (!ports.readSchema) return { reported: [], known: 0, skipped: [] };
  const checks = await loadChecks(ports.checks, 'schema', settings);
  const alone = await judgeDeclared(project, declared, change, checks, settings);
  const drift = await judgeDrifts(project, declared, after, change, settings, ports);
  const skipped = [
    ...skipping('drift', drift.reasons, ports.checks, settings),
    ...skipping('schema', alone.reasons, ports.checks, settings),
  ];
  const limited = new Set(skipped.map(({ check }) => check));
  const of = (side: 'base' | 'merged') =>
    ignoredIn(side, declared, [...drift[side], ...alone[side]], limited, {
      change,
      settings,
      checks: ports.checks,
    });
  const [base, merged] = await Promise.all([of('base'), of('merged')]);
  const reported = withoutKnown(merged, base);
  return {
    reported: applyIgnoreEntries(reported, settings.ignoreEntries),
    known: merged.length - reported.length,
    skipped,
  };
}

/** What base has not, however often it has something alike. */
function withoutKnown(merged: readonly Reported[], base: readonly Reported[]): Reported[] {
  const key = ({ check, identity }: Reported): string => JSON.stringify([check.id, identity]);
  const counts = new Map<string, number>();
  for (const each of base) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1);
  return merged.filter((each) => {
    const left = counts.get(key(each)) ?? 0;
    if (left > 0) counts.set(key(each), left - 1);
    return left === 0;
  });
}

/** Reports with the ignore comments of the schema's files, and the comments that do nothing. */
async function ignoredIn(
  side: 'base' | 'merged',
  declared: DeclaredSchemas,
  reported: readonly Reported[],
  limited: ReadonlySet<string>,
  context: {
    readonly change: Change;
    readonly settings: Settings;
    readonly checks: readonly CheckEntry[];
  },
): Promise<Reported[]> {
  const { change, settings, checks } = context;
  const paths = [
    ...new Set([...(declared[side]?.files ?? []), ...reported.map((each) => each.path)]),
  ];
  const blobs = await change.read(side === 'base' ? 'base' : 'head', paths);
  const texts = [...blobs].flatMap(([path, { text }]) =>
    text?.includes('db-review-ignore') ? [{ path, text }] : [],
  );
  if (texts.length === 0) return [...reported];

  const found = new Set(texts.map(({ path }) => path));
  const placed = texts.flatMap(({ path, text }) =>
    onTheirLines(
      reported.filter((each) => each.path === path),
      text,
    ),
  );
  const ignores = texts.flatMap(({ path, text }) => ignoresInCode(path, text));
  const { reported: marked, used } = applyIgnores(placed, ignores);
  const all = [...reported.filter(({ path }) => !found.has(path)), ...marked];
  const unused = await loadOne(checks, 'unused-ignore');
  if (!unused) return all;
  // Whether a comment for other checks does something is not seen here.
  const others = checks.filter(({ needs }) => needs !== 'schema' && needs !== 'drift');
  const unknown = new Set([...limited, ...others.map(({ id }) => id)]);
  return [...all, ...judgeIgnores(used, unused, checks, unknown, settings)];
}

async function judgeDrifts(
  project: Project,
  declared: DeclaredSchemas,
  after: { readonly base: Schema; readonly merged: Schema },
  change: Change,
  settings: Settings,
  ports: Ports,
): Promise<JudgedSides> {
  const checks = await loadChecks(ports.checks, 'drift', settings);
  if (checks.length === 0) return { base: [], merged: [], reasons: [] };
  const sides = sidesOf(project, declared, change.conflicts);
  if (typeof sides === 'string') return { base: [], merged: [], reasons: [sides] };
  const { base, merged } = sides;
  const drift = driftOf(merged, base, after.merged);
  const fresh = drift.filter(({ isOld }) => !isOld);
  async function sqlFor(wanted: readonly SchemaDrift[]): Promise<readonly string[] | null> {
    if (wanted.length === 0 || !ports.generateSql) return null;
    return sqlOf(wanted, merged, ports.generateSql);
  }

  const visit = {
    declared: merged.declared,
    snapshot: merged.snapshot,
    drift: await inReadingOrder(drift, change),
    sql: {
      made: await sqlFor(fresh.filter(({ isMade }) => isMade === true)),
      missing: await sqlFor(fresh.filter(({ isMade }) => isMade !== true)),
    },
    withoutSnapshot: newEntries(project.histories)
      .map(({ tag }) => tag)
      .filter((tag) => !project.histories.merged.snapshots.has(prefixOf(tag))),
  };
  return {
    base: base ? judgeBase(base, after.base, checks, settings) : [],
    merged: judgeDrift(visit, checks, settings),
    reasons: unreadOf(merged, base),
  };
}

/** With the places of head; what is declared no more has no line of its own, and comes last. */
async function inReadingOrder(
  drift: readonly SchemaDrift[],
  change: Change,
): Promise<readonly SchemaDrift[]> {
  const placed = await Promise.all(
    drift.map(async (each) => ({ ...each, place: await placeInHead(each.place, change) })),
  );
  const isGone = ({ kind }: SchemaDrift): number => Number(kind === 'removed');
  return placed.sort(
    (one, other) => isGone(one) - isGone(other) || byPlace(one.place, other.place),
  );
}

function byPlace(one: Place, other: Place): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.range.start.offset - other.range.start.offset;
}

function judgeBase(
  base: Side,
  after: Schema,
  checks: readonly DriftCheck[],
  settings: Settings,
): Reported[] {
  const { declared, snapshot } = base;
  const drift = driftOf(base, base, after);
  const sql = { made: null, missing: null };
  return judgeDrift({ declared, snapshot, drift, sql, withoutSnapshot: [] }, checks, settings);
}

/**
 * How the schema differs from the newest snapshot, which `schema-not-generated` tells; null where the two
 * cannot be compared.
 */
export function driftFromSnapshot(
  project: Project,
  declared: DeclaredSchemas,
  { conflicts }: Pick<Change, 'conflicts'>,
): readonly SchemaDifference[] | null {
  const sides = sidesOf(project, declared, conflicts);
  return typeof sides === 'string'
    ? null
    : driftBetween(sides.merged.declared, sides.merged.recorded);
}

/** A text says why they cannot be compared. Base is null where it has no such project yet. */
function sidesOf(
  { histories, configs }: Project,
  declared: DeclaredSchemas,
  conflicts: ReadonlySet<string>,
): { readonly base: Side | null; readonly merged: Side } | string {
  const { schema } = configs.merged;
  if (schema?.isCasingUnknown) return 'drizzle.config computes how columns are named';
  const [collision] = collisionsOf(histories);
  if (collision) return `${collision.tag} collides with ${collision.other}`;
  const paths = [...Object.values(histories).flatMap(({ journal }) => journal?.path ?? [])];
  const inConflict = [...paths, ...(declared.merged?.files ?? [])].find((path) =>
    conflicts.has(path),
  );
  if (inConflict !== undefined) return `${inConflict} does not merge cleanly`;

  const merged = sideOf(declared.merged, histories.merged);
  if (typeof merged === 'string') return merged;
  if (histories.base.journal === null) return { base: null, merged };
  const base = sideOf(declared.base, histories.base);
  return typeof base === 'string' ? `on the base branch, ${base}` : { base, merged };
}

function skipping(
  kind: Kind,
  reasons: readonly string[],
  checks: readonly CheckEntry[],
  settings: Settings,
): Skipped[] {
  const ids = checks.filter((entry) => entry.needs === kind && isOn(entry, settings));
  return reasons.flatMap((because) => ids.map(({ id }) => ({ check: id, because })));
}

/** Where the schema stands in both trees; base's is looked for where merged has it, if base does not say. */
export function schemaEntries({ configs }: Project): {
  readonly base: SchemaEntry | null;
  readonly merged: SchemaEntry | null;
} {
  const merged = configs.merged.schema;
  return { base: configs.base.schema ?? merged, merged };
}
