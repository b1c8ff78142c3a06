import { type Fields, fieldsOf } from '../snapshot-fields.ts';

/** A snapshot that holds both sides' changes, or what both changed, each in its own way. */
export type Merged =
  | { readonly snapshot: Fields; readonly conflicts: null }
  | { readonly snapshot: null; readonly conflicts: readonly string[] };

/** Where a snapshot holds objects by name, and how one is called. */
const kinds: Readonly<Record<string, string>> = {
  tables: 'table',
  enums: 'enum',
  schemas: 'schema',
  sequences: 'sequence',
  roles: 'role',
  policies: 'policy',
  views: 'view',
};

const kindsInTable: Readonly<Record<string, string>> = {
  columns: 'column',
  indexes: 'index',
  foreignKeys: 'foreign key',
  compositePrimaryKeys: 'primary key',
  uniqueConstraints: 'unique constraint',
  policies: 'policy',
  checkConstraints: 'check constraint',
};

/** What a snapshot says of itself and of its own step, and not of the schema. */
const ofItself = new Set(['id', 'prevId', 'version', 'dialect', '_meta']);

/**
 * What `theirs` changed since `ancestor`, done to `ours`. An object that both changed, and not in the
 * same way, is a conflict: tables are merged column by column and index by index, all else is one
 * piece. What a snapshot says of itself is taken from `theirs`.
 */
export function mergeSnapshots(ancestor: Fields, ours: Fields, theirs: Fields): Merged {
  const conflicts: string[] = [];
  const table: MergeEntry = (key, ...versions) => {
    if (versions.some((version) => version === undefined)) return conflict(`table ${key}`);
    return mergeFields(...fields(versions), (field, ...parts) => {
      const kind = kindsInTable[field];
      if (kind === undefined) return conflict(`table ${key} (${field})`);
      return mergeFields(...fields(parts), (name) => conflict(`${kind} ${name} of ${key}`));
    });
  };
  function conflict(what: string): undefined {
    conflicts.push(what);
  }

  const schema = mergeFields(ancestor, ours, theirs, (field, ...parts) => {
    const kind = kinds[field];
    if (ofItself.has(field)) return parts[2];
    if (kind === undefined) return conflict(field);
    const merge: MergeEntry = (key, ...versions) =>
      kind === 'table' ? table(key, ...versions) : conflict(`${kind} ${key}`);
    return mergeFields(...fields(parts), merge);
  });
  if (conflicts.length > 0) return { snapshot: null, conflicts };
  const itself = Object.entries(theirs).filter(([key]) => ofItself.has(key));
  return { snapshot: { ...schema, ...Object.fromEntries(itself) }, conflicts: null };
}

type Versions = [ancestor: unknown, ours: unknown, theirs: unknown];

/** Merges what both sides changed; undefined where that cannot be, or there is nothing left. */
type MergeEntry = (key: string, ...versions: Versions) => unknown;

function mergeFields(
  ancestor: Fields,
  ours: Fields,
  theirs: Fields,
  mergeBoth: MergeEntry,
): Fields {
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const merged = [...keys].flatMap((key) => {
    const versions: Versions = [own(ancestor, key), own(ours, key), own(theirs, key)];
    const value = mergeValue(key, versions, mergeBoth);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(merged);
}

function mergeValue(key: string, versions: Versions, mergeBoth: MergeEntry): unknown {
  const [ancestor, ours, theirs] = versions;
  if (isSame(ours, theirs) || isSame(ancestor, theirs)) return ours;
  return isSame(ancestor, ours) ? theirs : mergeBoth(key, ...versions);
}

function fields([ancestor, ours, theirs]: Versions): [Fields, Fields, Fields] {
  return [fieldsOf(ancestor), fieldsOf(ours), fieldsOf(theirs)];
}

function own(holder: Fields, key: string): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
