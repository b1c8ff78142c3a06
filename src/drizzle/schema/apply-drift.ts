import { type Fields, fieldsOf } from '../snapshot-fields.ts';
import type { Drift } from './drift.ts';
import type { PgSnapshotJson, ReadSchema } from './read-schema.ts';

/**
 * The recorded snapshot (version 7) with some of its differences from the schema made good, and
 * nothing else: what a migration that makes only these would record.
 */
export function applyDrift(
  recorded: PgSnapshotJson,
  drift: readonly Drift[],
  { snapshot, places }: ReadSchema,
): PgSnapshotJson {
  const target = structuredClone(recorded) as Record<string, unknown>;
  for (const { keys } of drift) {
    const holder = keys.slice(0, -1).reduce<Fields>((each, key) => fieldsOf(each[key]), target);
    const last = keys.at(-1) ?? '';
    const declared = valueAt(snapshot, keys);
    if (declared === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, withKnownDefault(declared, holder[last], keys, places));
  }
  return target;
}

function valueAt(snapshot: PgSnapshotJson | null, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => {
    const fields = fieldsOf(value);
    return Object.hasOwn(fields, key) ? fields[key] : undefined;
  }, snapshot);
}

/** Of a column whose default is not known, the recorded one stays. */
function withKnownDefault(
  declared: unknown,
  recorded: unknown,
  [, table = '', part, name = '']: readonly string[],
  { tables }: ReadSchema['places'],
): unknown {
  const isUnknown =
    part === 'columns' && tables.get(table)?.columns.get(name)?.unknownDefault != null;
  const value = isUnknown ? fieldsOf(recorded).default : undefined;
  return value === undefined ? declared : { ...fieldsOf(declared), default: value };
}
