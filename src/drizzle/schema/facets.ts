import { type Fields, fieldsOf, textOf } from '../snapshot-fields.ts';

/** What identifies an object and is no facet of it. */
const identity: ReadonlySet<string> = new Set(['name', 'schema', 'tableFrom', 'isExisting']);

const words: Readonly<Record<string, string>> = {
  notNull: 'not null',
  primaryKey: 'primary key',
  isUnique: 'unique',
  onDelete: 'on delete',
  onUpdate: 'on update',
  tableTo: 'references',
  columnsTo: 'referenced columns',
  columnsFrom: 'columns',
  nullsNotDistinct: 'nulls not distinct',
  withCheck: 'with check',
  typeSchema: 'schema of the type',
  value: 'condition',
};

/**
 * What differs between two objects of snapshots, in words. Only facets that the first one has are
 * compared, as older versions of drizzle-kit had fewer; a facet that JSON leaves out when it is
 * empty counts as one that every version has.
 */
export function describeFacets(before: Fields, after: Fields): string {
  const names = new Set([...Object.keys(before), ...optional.filter((each) => each in after)]);
  return [...names]
    .filter((name) => !identity.has(name) && isSaid(name, before))
    .flatMap((name) => describe(name, before[name], after[name]))
    .join(', ');
}

/** Facets that snapshots of every version leave out when there are none. */
const optional = ['default', 'generated', 'identity', 'where', 'using'];

function isSaid(name: string, before: Fields): boolean {
  return name in before || optional.includes(name);
}

function describe(name: string, before: unknown, after: unknown): string[] {
  const [old, now] = [canonical(name, before, before), canonical(name, after, before)];
  if (old === now) return [];
  const word = words[name] ?? name;
  if (name !== 'default' && typeof before === 'boolean' && typeof after === 'boolean') {
    return [after ? word : `not ${word}`.replace('not not null', 'nullable')];
  }
  return [`${word} ${show(before)} → ${show(after)}`];
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return `(${value.map(showItem).join(', ')})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A name or value of a list, or a key of an index with what it adds to its column. */
function showItem(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const { expression, opclass, asc, nulls } = fieldsOf(item);
  const order = asc === false ? 'desc' : '';
  const isUsual = nulls === undefined || nulls === (asc === false ? 'first' : 'last');
  const parts = [
    textOf(expression),
    textOf(opclass),
    order,
    isUsual ? '' : `nulls ${textOf(nulls)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A value in one form, whatever the order of its keys, with only the keys that the recorded one has. */
function canonical(name: string, value: unknown, recorded: unknown): string {
  if (name === 'columns' && Array.isArray(value)) return JSON.stringify(keysOf(value, recorded));
  if (name === 'values') return JSON.stringify(Object.values(fieldsOf(value)));
  if (name === 'columns') return JSON.stringify(sortKeys(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  return JSON.stringify(sortKeys(value));
}

/** The columns of an index; versions before 7 have their names only. */
function keysOf(keys: readonly unknown[], recorded: unknown): unknown[] {
  const isShort = Array.isArray(recorded) && recorded.some((each) => typeof each === 'string');
  return keys.map((key) => {
    if (typeof key !== 'object' || key === null) return key;
    return isShort ? textOf(fieldsOf(key).expression) : sortKeys(key);
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [
    key,
    sortKeys(each),
  ]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
