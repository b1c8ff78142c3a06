import type { ReadSchema, UnresolvedExport } from '../drizzle/schema/read-schema.ts';
import type { ReplayRequest } from '../review/replay.ts';
import type { Difference } from './compare-catalogs.ts';
import {
  type CompareRoad,
  snapshotRoad,
  type SnapshotRoadOptions,
  unknownBecause,
} from './snapshot-road.ts';

/** The tables that the TypeScript schema declares, on base and on merged. */
export async function declaredRoad(
  { readDeclared, settings }: ReplayRequest,
  options: SnapshotRoadOptions,
  extensions: readonly string[],
): Promise<CompareRoad> {
  const declared = await readDeclared();
  if (typeof declared === 'string') return unknownBecause(declared);
  const { base, merged } = declared;
  if (!merged.snapshot)
    return unknownBecause(`the schema could not be read: ${merged.problem ?? ''}`);
  const pair = {
    before: base?.snapshot ? JSON.stringify(base.snapshot) : null,
    after: JSON.stringify(merged.snapshot),
  };
  const known = { before: knownBy(base ?? merged), after: knownBy(merged) };
  const compare = await snapshotRoad(pair, options, extensions, settings, (each, side) =>
    known[side](each),
  );
  const because = unreadOf(merged);
  return async (before, after) => {
    const report = await compare(before, after);
    return { ...report, because: report.because ?? because };
  };
}

function unreadOf({ unresolved }: ReadSchema): string | null {
  const count = unresolved.filter(({ object }) => object !== null).length;
  if (count === 0) return null;
  return `${count === 1 ? '1 export' : `${count} exports`} of the schema could not be read`;
}

/** Objects that stand by themselves, by the kind that an export which could not be read may be of. */
const exported: Readonly<Record<string, string>> = {
  table: 'table',
  enum: 'enum',
  sequence: 'sequence',
  policy: 'policy',
  'row security': 'policy',
};

/** Whether the schema says something of an object: what could not be read may declare what is missing. */
function knownBy(schema: ReadSchema): (difference: Difference) => boolean {
  const { unresolved } = schema;
  const defaults = new Set(unknownDefaults(schema));
  return ({ class: kind, name, first, second }) => {
    if (second === null) return !unresolved.some((each) => mayDeclare(each, kind, name));
    if (kind !== 'column' || !defaults.has(unquoted(name))) return true;
    return withoutDefault(first ?? '') !== withoutDefault(second);
  };
}

function mayDeclare({ object }: UnresolvedExport, kind: string, name: string): boolean {
  const ofExport = exported[kind];
  if (ofExport === undefined) return false;
  if (!object) return true;
  if (object.kind !== ofExport) return false;
  return object.name === null || unquoted(name) === `${object.schema ?? 'public'}.${object.name}`;
}

/** Columns whose default is evaluated anew whenever the schema is read. */
function unknownDefaults({ places }: ReadSchema): string[] {
  return [...places.tables].flatMap(([table, { columns }]) =>
    [...columns].flatMap(([name, { unknownDefault }]) =>
      unknownDefault === null ? [] : [`${table}.${name}`],
    ),
  );
}

function unquoted(name: string): string {
  return name.replaceAll('"', '');
}

function withoutDefault(definition: string): string {
  return definition.replace(/ DEFAULT .*$/s, '');
}
