import { type History, latestSnapshot, type SnapshotFile } from '../drizzle/history.ts';
import { applyDrift } from '../drizzle/schema/apply-drift.ts';
import { type Drift, driftBetween, hiddenIn } from '../drizzle/schema/drift.ts';
import type {
  PgSnapshotJson,
  Place,
  ReadSchema,
  SchemaReader,
} from '../drizzle/schema/read-schema.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import { type Fields, fieldsOf } from '../drizzle/snapshot-fields.ts';
import { compare } from '../schema/compare.ts';
import type { SchemaDifference } from '../schema/difference.ts';
import { type Schema, emptySchema } from '../schema/model.ts';
import type { SchemaDrift } from './check.ts';
import { startOfFile } from './places.ts';

/** The newest snapshot of a tree, and what its TypeScript schema declares. */
export interface Side {
  readonly declared: ReadSchema;
  readonly snapshot: SnapshotFile;
  readonly recorded: PgSnapshotJson;
}

export const unknownEntry =
  'no drizzle.config says where the schema stands, and neither does `schema` under `projects` in ' +
  '.github/db-review.yml';

const versions: ReadonlySet<unknown> = new Set(['5', '6', '7']);

/** What can be compared in a tree; a text says why nothing can. */
export function sideOf(declared: ReadSchema | null, history: History): Side | string {
  if (!declared) return unknownEntry;
  if (!declared.snapshot) return `the schema could not be read: ${declared.problem ?? ''}`;
  const snapshot = latestSnapshot(history);
  if (!snapshot) return 'there is no snapshot to compare the schema with';
  if (snapshot.text === null || snapshot.problem) return `${snapshot.path} could not be read`;
  const recorded = JSON.parse(snapshot.text) as PgSnapshotJson;
  if (history.layout === 'folders') {
    return `${snapshot.path} is of drizzle-kit 1, which schemas are not compared with yet`;
  }
  if (!versions.has(recorded.version)) return `${snapshot.path} is of a version that is not known`;
  if (typeof recorded.tables !== 'object') return `${snapshot.path} has no tables`;
  return { declared, snapshot, recorded };
}

/**
 * How the schema differs from the newest snapshot, and which of the differences base has already.
 * `after` is the schema of a database that was migrated.
 */
export function driftOf(side: Side, base: Side | null, after: Schema): SchemaDrift[] {
  const drift = driftBetween(side.declared, side.recorded);
  if (drift.length === 0) return [];
  const old = new Set(base && driftBetween(base.declared, base.recorded).map(identityOf));
  const isMade = madeBy(after, side);
  return drift.map((each) => ({
    ...each,
    isOld: old.has(identityOf(each)),
    isMade: isMade(each),
    isLeftBehind: isLeftBehind(each, side),
    place: each.place ?? formerPlace(each, side, base),
  }));
}

function identityOf({ kind, object, name, detail }: SchemaDifference): string {
  return JSON.stringify([kind, object, name, detail]);
}

/**
 * Whether code that does not know of it can go on with what is declared no more: a table, a column
 * that an INSERT may leave out, and what demands something of such columns alone.
 */
function isLeftBehind(drift: Drift, { declared, recorded }: Side): boolean {
  const { kind, object, keys } = drift;
  if (kind !== 'removed') return false;
  if (object === 'table') return true;
  const own = at(recorded, keys);
  if (object === 'column') {
    return !own['notNull'] || ['default', 'generated', 'identity'].some((name) => name in own);
  }
  if (object === 'index' && !own['isUnique']) return true;
  const columns = own['columnsFrom'] ?? own['columns'];
  const left = at(declared.snapshot ?? {}, [...keys.slice(0, 2), 'columns']);
  return (
    Array.isArray(columns) && columns.every((name) => typeof name === 'string' && !(name in left))
  );
}

function at(snapshot: PgSnapshotJson, keys: readonly string[]): Fields {
  return keys.reduce<Fields>((fields, key) => fieldsOf(fields[key]), fieldsOf(snapshot));
}

/** Tells whether the migrations make a difference that no snapshot records; null where it is not known. */
function madeBy(after: Schema, side: Side): (drift: Drift) => boolean | null {
  const recorded = modelOf(side.recorded);
  const declared = modelOf(side.declared.snapshot ?? {});
  if (!after.complete) return () => null;
  const key = ({ kind, object, name }: SchemaDifference): string => `${kind} ${object} ${name}`;
  const wanted = new Set(compare(recorded, declared).map(key));
  const missing = new Set(compare(after, declared).map(key));
  return (drift) => {
    if (missing.has(key(drift))) return false;
    return wanted.has(key(drift)) ? true : null;
  };
}

function modelOf(snapshot: PgSnapshotJson): Schema {
  return schemaOfSnapshot(JSON.stringify(snapshot)).schema ?? emptySchema(false);
}

/** Of what is declared no more: the file that declared it, or where the schema begins. */
function formerPlace({ keys }: Drift, { declared }: Side, base: Side | null): Place {
  const [field = '', key = ''] = keys;
  const places = base?.declared.places[field as keyof ReadSchema['places']];
  const path = places?.get(key)?.path;
  const isLeft = path !== undefined && declared.files.includes(path);
  return { path: isLeft ? path : (declared.files[0] ?? ''), range: startOfFile };
}

/** The SQL that makes some differences, as drizzle-kit writes it; null where it cannot. */
export async function sqlOf(
  drift: readonly Drift[],
  { declared, recorded }: Side,
  generateSql: SchemaReader['generateSql'],
): Promise<string[] | null> {
  if (recorded.version !== '7') return null;
  try {
    return await generateSql(recorded, applyDrift(recorded, drift, declared));
  } catch {
    // drizzle-kit refuses some snapshots; the differences say as much.
    return null;
  }
}

/**
 * What could not be read of the schema and may matter: objects of the database, and what may hide
 * that one was removed. What base has alike is said in one line.
 */
export function unreadOf({ declared, recorded }: Side, base: Side | null): string[] {
  const hidden = hiddenIn(declared, recorded);
  const known = new Set(base?.declared.unresolved.map(unreadKey));
  const unread = declared.unresolved.filter(({ object }) => object !== null || hidden.length > 0);
  const fresh = unread.filter((each) => !known.has(unreadKey(each)));
  const old = unread.length - fresh.length;
  const reasons = fresh
    .slice(0, mostReasons)
    .map(({ name, why, path, line }) => `${name} at ${path}:${line} could not be read: ${why}`);
  if (fresh.length > reasons.length)
    reasons.push(`${fresh.length - reasons.length} more exports of the schema could not be read`);
  if (old > 0) {
    const exports = old === 1 ? '1 export' : `${old} exports`;
    reasons.push(`${exports} of the schema could not be read, as on the base branch`);
  }
  return [...reasons, ...unknownDefaults(declared, base)];
}

const mostReasons = 5;

function unreadKey({ name, why, path }: ReadSchema['unresolved'][number]): string {
  return `${path} ${name} ${why}`;
}

/** Defaults that are made anew each time, and that base does not have. */
function unknownDefaults({ places }: ReadSchema, base: Side | null): string[] {
  return [...places.tables].flatMap(([key, table]) =>
    [...table.columns].flatMap(([name, { unknownDefault, path, range }]) => {
      if (unknownDefault === null) return [];
      const old = base?.declared.places.tables.get(key)?.columns.get(name)?.unknownDefault;
      if (old === unknownDefault) return [];
      return [
        `the default of ${name} at ${path}:${range.start.line} is not known: ${unknownDefault}`,
      ];
    }),
  );
}
