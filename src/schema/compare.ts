import { writeName, writeQualified } from '../sql/identifier.ts';
import { cloneSchema } from './clone.ts';
import {
  describeColumn,
  describeConstraint,
  describeEnum,
  describeIndex,
} from './describe-change.ts';
import { describeAdded } from './describe-added.ts';
import { describeDomain, describePolicy, describeRelation } from './describe-object.ts';
import type { SchemaDifference } from './difference.ts';
import { temporarySchema } from './lookup.ts';
import type { QualifiedName, Relation, Schema } from './model.ts';
import { applyRename } from './rename.ts';

type Kind = SchemaDifference['object'];

/** Objects of one kind in both schemas, by the name that they have in the second. */
interface Sides<Item> {
  readonly object: Kind;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  key(item: Item): string;
  name(item: Item): string;
  /** The name that an item of the first schema had there; undefined where nothing was renamed. */
  oldName(item: Item): string | undefined;
  describe(before: Item, after: Item): string;
  /** What an item of the second schema is, which the first has not. */
  describeNew(item: Item): string;
}

/**
 * What differs between two schemas: enums, domains and sequences, then each table with its columns,
 * constraints, indexes and policies, and views, in order of names, columns in theirs. What the second
 * schema recorded as renamed is compared with its old self; any other new name is one removed and
 * one added. A relation that was added or removed stands for all that is in it. Temporary tables are
 * left out, and functions and triggers, which are replaced by name without anybody knowing what was
 * there.
 */
export function compare(before: Schema, after: Schema): SchemaDifference[] {
  const aligned = cloneSchema(before);
  const oldNames = after.renames.length > 0 ? namesOf(aligned) : new Map<object, string>();
  for (const rename of after.renames) applyRename(aligned, rename);

  function oldName(item: object): string | undefined {
    return oldNames.get(item);
  }

  /** Objects with a name in a schema, of which a map holds all. */
  function named<Item extends { readonly name: QualifiedName }>(
    object: Kind,
    itemsOf: (schema: Schema) => ReadonlyMap<string, Item>,
    describe: (before: Item, after: Item) => string,
    describeNew: (item: Item) => string = () => '',
  ): SchemaDifference[] {
    const name = (item: Item): string => writeOwn(item.name);
    const all = (schema: Schema): Item[] => sorted([...itemsOf(schema).values()], name);
    return differencesOf<Item>({
      object,
      before: all(aligned),
      after: all(after),
      key: name,
      name,
      oldName,
      describe,
      describeNew,
    });
  }

  return [
    ...named('enum', ({ enums }) => enums, describeEnum, describeAdded.enum),
    ...named('domain', ({ domains }) => domains, describeDomain),
    ...named(
      'sequence',
      ({ sequences }) => sequences,
      () => '',
    ),
    ...relations(aligned, after, 'table', oldName),
    ...relations(aligned, after, 'view', oldName),
  ];
}

type OldName = (item: object) => string | undefined;

function relations(
  before: Schema,
  after: Schema,
  object: 'table' | 'view',
  oldName: OldName,
): SchemaDifference[] {
  const old = relationsOf(before, object);
  const differences = differencesOf<Relation>({
    object,
    before: old,
    after: relationsOf(after, object),
    key: ({ name }) => writeOwn(name),
    name: ({ name }) => writeOwn(name),
    oldName,
    describe: describeRelation,
    describeNew: describeAdded.relation,
  });
  const oldByKey = new Map(old.map((each) => [writeOwn(each.name), each]));
  for (const relation of object === 'table' ? relationsOf(after, object) : []) {
    const same = oldByKey.get(writeOwn(relation.name));
    if (same) differences.push(...insideTable(same, relation, oldName));
  }
  return differences;
}

function insideTable(before: Relation, after: Relation, oldName: OldName): SchemaDifference[] {
  const table = writeOwn(after.name);
  const parts = {
    key: ({ name }: { name: string | null }) => name ?? '',
    name: ({ name }: { name: string | null }) => `${table}.${writeOwn(name)}`,
    oldName(item: object) {
      const name = oldName(item);
      return name === undefined ? undefined : `${table}.${name}`;
    },
  };
  return [
    ...differencesOf({
      ...parts,
      object: 'column',
      before: [...before.columns.values()],
      after: [...after.columns.values()],
      describe: describeColumn,
      describeNew: describeAdded.column,
    }),
    ...differencesOf({
      ...parts,
      object: 'constraint',
      before: sorted(before.constraints, parts.key),
      after: sorted(after.constraints, parts.key),
      describe: describeConstraint,
      describeNew: describeAdded.constraint,
    }),
    ...differencesOf({
      ...parts,
      object: 'index',
      before: sorted(before.indexes, parts.key),
      after: sorted(after.indexes, parts.key),
      describe: describeIndex,
      describeNew: describeAdded.index,
    }),
    ...differencesOf({
      ...parts,
      object: 'policy',
      before: sorted(before.policies, parts.key),
      after: sorted(after.policies, parts.key),
      describe: describePolicy,
      describeNew: describeAdded.policy,
    }),
  ];
}

/** What was added, changed and renamed, in order of the second schema, then what was removed. */
function differencesOf<Item>(sides: Sides<Item>): SchemaDifference[] {
  const { object, key, name, oldName } = sides;
  const old = new Map(sides.before.map((item) => [key(item), item]));
  const differences: SchemaDifference[] = [];
  for (const item of sides.after) {
    const same = old.get(key(item));
    if (!same) {
      differences.push({
        kind: 'added',
        object,
        name: name(item),
        detail: sides.describeNew(item),
      });
      continue;
    }
    old.delete(key(item));
    const wasNamed = oldName(same);
    if (wasNamed !== undefined && wasNamed !== name(item)) {
      differences.push({ kind: 'renamed', object, name: wasNamed, detail: `to ${name(item)}` });
    }
    const detail = sides.describe(same, item);
    if (detail) differences.push({ kind: 'changed', object, name: name(item), detail });
  }
  for (const item of old.values()) {
    differences.push({ kind: 'removed', object, name: oldName(item) ?? name(item), detail: '' });
  }
  return differences;
}

/** The names of all objects of a schema as they are written now. */
function namesOf(schema: Schema): Map<object, string> {
  const names = new Map<object, string>();
  for (const relation of schema.relations.values()) {
    names.set(relation, writeOwn(relation.name));
    const { columns, constraints, indexes } = relation;
    for (const each of [...columns.values(), ...constraints, ...indexes]) {
      names.set(each, writeOwn(each.name));
    }
  }
  for (const type of schema.enums.values()) names.set(type, writeOwn(type.name));
  return names;
}

function relationsOf(schema: Schema, object: 'table' | 'view'): Relation[] {
  const chosen = [...schema.relations.values()].filter(
    ({ name, kind }) =>
      name.schema !== temporarySchema && kind.endsWith('view') === (object === 'view'),
  );
  return sorted(chosen, ({ name }) => writeOwn(name));
}

function writeOwn(name: string | QualifiedName | null): string {
  if (name === null) return '(unnamed)';
  return typeof name === 'string' ? writeName(name) : writeQualified(name.schema, name.name);
}

function sorted<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  const keyed = items.map((item): [string, Item] => [key(item), item]);
  return keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
}
