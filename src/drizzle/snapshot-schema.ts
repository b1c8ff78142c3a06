import {
  type Constraint,
  type EnumType,
  type Policy,
  type QualifiedName,
  type Relation,
  type Schema,
  emptyRelation,
  emptySchema,
  keyOf,
} from '../schema/model.ts';
import { cutName } from '../sql/identifier.ts';
import { linesOf } from '../sql/lines.ts';
import type { FileProblem } from './history.ts';
import { parseJson } from './json.ts';
import { entitiesOf } from './snapshot-entities.ts';
import { type Fields, entriesOf, fieldsOf, textOf, textsOf } from './snapshot-fields.ts';
import { snapshotOfEntities } from './snapshot-of-entities.ts';
import { readConstraints, readIndexes } from './snapshot-table.ts';
import { type ReadType, readColumn, typeReader } from './snapshot-column.ts';

/** What kinds of objects a snapshot speaks of; older versions of drizzle-kit left some out. */
export interface SnapshotFacets {
  readonly checks: boolean;
  readonly views: boolean;
}

/** A snapshot as a schema, or why it could not be read. Ids that are missing are empty. */
export type SnapshotSchema =
  | {
      readonly schema: Schema;
      readonly id: string;
      readonly prevId: string;
      readonly facets: SnapshotFacets;
      readonly problem: null;
    }
  | { readonly schema: null; readonly problem: FileProblem };

const versions: ReadonlySet<string> = new Set(['5', '6', '7', '8', '9']);

/** Those of drizzle-kit 1, which list entities. */
const flatVersions: ReadonlySet<string> = new Set(['8', '9']);

/**
 * The schema that a snapshot of drizzle-kit declares: complete, nothing of it new. Keys that are not
 * known are passed over, and what is missing is left out, as drizzle-kit added keys without
 * raising the version. One of version 9 says only what it changes, and needs the texts of all
 * `earlier` ones, in order; versions 5 to 8 stand by themselves.
 */
export function schemaOfSnapshot(text: string, earlier: readonly string[] = []): SnapshotSchema {
  const json = parse(text);
  if (json.problem) return { schema: null, problem: json.problem };
  const written = fieldsOf(json.value);
  const version = textOf(written.version);
  if (!versions.has(version)) return refuse(text, `snapshot version ${version || 'is missing'}`);
  const isFlat = flatVersions.has(version);
  const snapshot = isFlat ? flatSnapshot(written, earlier) : written;
  if (!snapshot) return refuse(text, 'the snapshots before it are not all there');
  if (typeof snapshot.tables !== 'object') return refuse(text, 'the snapshot has no tables');

  const schema = emptySchema(true);
  for (const type of entriesOf(snapshot.enums).map(readEnum)) {
    schema.enums.set(keyOf(type.name), type);
  }
  const readType = typeReader(schema);
  const tables = entriesOf(snapshot.tables);
  for (const table of tables) add(schema, readTable(table, readType));
  for (const name of entriesOf(snapshot.sequences).map(nameOf)) {
    schema.sequences.set(keyOf(name), { name, isNew: false });
  }
  for (const view of entriesOf(snapshot.views)) add(schema, readView(view, readType));
  return {
    schema,
    id: textOf(written.id),
    prevId: textOf(written.prevId),
    facets: {
      checks: tables.every((table) => 'checkConstraints' in table),
      views: 'views' in snapshot,
    },
    problem: null,
  };
}

/** Null where the chain has no beginning. */
function flatSnapshot(last: Fields, earlier: readonly string[]): Fields | null {
  const before = earlier.map((text) => {
    const json = parse(text);
    return json.problem ? {} : fieldsOf(json.value);
  });
  const entities = entitiesOf([...before, last]);
  return entities && snapshotOfEntities(entities);
}

function parse(text: string): { value: unknown; problem: null } | { problem: FileProblem } {
  try {
    return { value: JSON.parse(text), problem: null };
  } catch (error) {
    const { problem } = parseJson(text);
    return { problem: problem ?? refuse(text, (error as Error).message).problem };
  }
}

function refuse(text: string, message: string): { schema: null; problem: FileProblem } {
  const range = linesOf(text).range(0, 1);
  return { schema: null, problem: { message, range, conflictMarker: false } };
}

function add(schema: Schema, relation: Relation): void {
  schema.relations.set(keyOf(relation.name), relation);
}

/** Version 5 has the values of an enum as an object. */
function readEnum(fields: Fields): EnumType {
  const { values } = fields;
  const list = Array.isArray(values) ? values : Object.values(fieldsOf(values));
  return { name: nameOf(fields), values: textsOf(list), isNew: false };
}

function readTable(fields: Fields, readType: ReadType): Relation {
  const relation = readRelation(fields, readType, 'table');
  relation.constraints = readConstraints(relation, fields);
  relation.indexes = readIndexes(fields);
  relation.policies = entriesOf(fields.policies).map(readPolicy);
  // PostgreSQL enables it by hand too, and Drizzle where a table has a policy.
  if (fields.isRLSEnabled === true || relation.policies.length > 0) relation.rowSecurity = 'on';
  for (const { kind, columns } of relation.constraints) setNotNull(relation, kind, columns);
  return relation;
}

function readPolicy(fields: Fields): Policy {
  return {
    name: textOf(fields.name),
    command: textOf(fields.for).toLowerCase() || 'all',
    permissive: textOf(fields.as).toLowerCase() !== 'restrictive',
    roles: textsOf(fields.to),
    using: textOf(fields.using) || null,
    check: textOf(fields.withCheck) || null,
    isNew: false,
  };
}

function readView(fields: Fields, readType: ReadType): Relation {
  const kind = fields.materialized === true ? 'materialized view' : 'view';
  const relation = readRelation(fields, readType, kind);
  relation.definition = textOf(fields.definition) || null;
  return relation;
}

function readRelation(fields: Fields, readType: ReadType, kind: Relation['kind']): Relation {
  const name = nameOf(fields);
  const columns = entriesOf(fields.columns).map((each) => readColumn(each, name, readType));
  const relation = emptyRelation(name, kind, false);
  relation.columns = new Map(columns.map((column) => [column.name, column]));
  return relation;
}

/** PostgreSQL makes the columns of a primary key NOT NULL, whatever a snapshot says. */
function setNotNull(relation: Relation, kind: Constraint['kind'], columns: string[]): void {
  if (kind !== 'primary key') return;
  for (const name of columns) {
    const column = relation.columns.get(name);
    if (column) column.notNull = true;
  }
}

function nameOf({ schema, name }: Fields): QualifiedName {
  return { schema: textOf(schema) || 'public', name: cutName(textOf(name)) };
}
