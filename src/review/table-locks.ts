import type { AlterTableCmd, AlterTableStmt, DropStmt, Node, RangeVar } from '@pgsql/types';
import { lockOfCommand } from '../postgres/alter-table-lock.ts';
import { type LockMode, lockModes } from '../postgres/lock-mode.ts';
import {
  existingName,
  indexNamed,
  keyConstraintNamed,
  relationNamed,
  relationOf,
  typeNamed,
  withPartitions,
} from '../schema/lookup.ts';
import { type QualifiedName, type Relation, type Schema, keyOf } from '../schema/model.ts';
import type { NodeKind } from '../sql/statement.ts';
import { commandsOf, nameOf, stringsOf } from '../sql/tree.ts';
import { as, isSwitchedOn } from './nodes.ts';

/** A lock that a statement takes on a table and holds until its transaction ends. */
export interface TableLock {
  readonly table: QualifiedName;
  readonly mode: LockMode;
}

/**
 * The locks that a statement takes on tables and materialized views that exist, as far as the schema
 * before it is known, as measured on PostgreSQL 12 to 18. Tables that it creates, indexes and
 * sequences are left out, and what it only reads.
 */
export function tableLocks(schema: Schema, node: Node): TableLock[] {
  const [[kind, fields] = ['', {}]] = Object.entries(node);
  return takers[kind as NodeKind]?.(schema, fields as never) ?? [];
}

type Fields<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind &
  keyof Extract<Node, Record<Kind, unknown>>];

type Takers = {
  readonly [Kind in NodeKind]?: (schema: Schema, fields: Fields<Kind>) => TableLock[];
};

const takers: Takers = {
  AlterTableStmt: alterTable,
  DropStmt: drop,
  AlterDomainStmt: (schema, { typeName, subtype, def }) => {
    const isChecked =
      subtype === 'O' || (subtype === 'C' && !as(def, 'Constraint')?.skip_validation);
    return isChecked ? withType(schema, stringsOf(typeName), 'SHARE') : [];
  },
  AlterObjectSchemaStmt: (schema, { relation }) => on(schema, relation, 'ACCESS EXCLUSIVE'),
  AlterPolicyStmt: (schema, { table }) => on(schema, table, 'ACCESS EXCLUSIVE'),
  ClusterStmt: (schema, { relation }) => on(schema, relation, 'ACCESS EXCLUSIVE'),
  CommentStmt: (schema, { objtype, object }) => {
    const parts = stringsOf(object);
    if (objtype === 'OBJECT_TABLE') return [{ table: existingName(schema, parts), mode: lightest }];
    if (objtype !== 'OBJECT_COLUMN') return [];
    return [{ table: existingName(schema, parts.slice(0, -1)), mode: lightest }];
  },
  CreatePolicyStmt: (schema, { table }) => on(schema, table, 'ACCESS EXCLUSIVE'),
  CreateStatsStmt: (schema, { relations }) =>
    (relations ?? []).flatMap((each) => on(schema, as(each, 'RangeVar'), lightest)),
  CreateStmt: (schema, { tableElts, inhRelations, partbound }) => [
    ...parentsIn(schema, tableElts ?? []),
    ...(inhRelations ?? []).flatMap((each) => {
      const parent = as(each, 'RangeVar');
      if (!partbound) return on(schema, parent, lightest);
      return [
        ...on(schema, parent, 'ACCESS EXCLUSIVE'),
        ...lock(defaultPartition(schema, parent), 'ACCESS EXCLUSIVE'),
      ];
    }),
  ],
  CreateTrigStmt: (schema, { relation }) => on(schema, relation, 'SHARE ROW EXCLUSIVE'),
  DeleteStmt: (schema, { relation }) => on(schema, relation, 'ROW EXCLUSIVE'),
  IndexStmt: (schema, { relation, concurrent }) => {
    const mode = concurrent ? lightest : 'SHARE';
    const table = relationOf(schema, relation);
    if (!table || relation?.inh !== true) return on(schema, relation, mode);
    return withPartitions(schema, table).flatMap((each) => lock(each, mode));
  },
  InsertStmt: (schema, { relation }) => on(schema, relation, 'ROW EXCLUSIVE'),
  LockStmt: (schema, { relations, mode }) =>
    (relations ?? []).flatMap((each) =>
      // Modes are numbered from 1 in lockdefs.h.
      on(schema, as(each, 'RangeVar'), lockModes[(mode ?? lockModes.length) - 1]!),
    ),
  MergeStmt: (schema, { relation }) => on(schema, relation, 'ROW EXCLUSIVE'),
  RefreshMatViewStmt: (schema, { relation, concurrent }) =>
    on(schema, relation, concurrent ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE'),
  ReindexStmt: (schema, { kind, relation, params }) => {
    const isConcurrent = params?.some((each) => as(each, 'DefElem')?.defname === 'concurrently');
    const mode = isConcurrent ? lightest : 'SHARE';
    if (kind === 'REINDEX_OBJECT_TABLE') return on(schema, relation, mode);
    return kind === 'REINDEX_OBJECT_INDEX' ? lock(ownerOf(schema, nameOf(relation)), mode) : [];
  },
  RenameStmt: (schema, { renameType, relation }) =>
    renameType === 'OBJECT_INDEX' || ownerOf(schema, nameOf(relation))
      ? []
      : on(schema, relation, 'ACCESS EXCLUSIVE'),
  RuleStmt: (schema, { relation }) => on(schema, relation, 'ACCESS EXCLUSIVE'),
  TruncateStmt: (schema, { relations, behavior }) =>
    (relations ?? []).flatMap((each) => {
      const table = as(each, 'RangeVar');
      const reached =
        behavior === 'DROP_CASCADE'
          ? referencing(schema, relationOf(schema, table ?? undefined))
          : [];
      return [
        ...on(schema, table, 'ACCESS EXCLUSIVE'),
        ...reached.flatMap((other) => lock(other, 'ACCESS EXCLUSIVE')),
      ];
    }),
  UpdateStmt: (schema, { relation }) => on(schema, relation, 'ROW EXCLUSIVE'),
  VacuumStmt: (schema, { rels, options }) => {
    const isFull = isSwitchedOn(options, 'full');
    return (rels ?? []).flatMap((each) =>
      on(schema, as(each, 'VacuumRelation')?.relation, isFull ? 'ACCESS EXCLUSIVE' : lightest),
    );
  },
};

/** What VALIDATE CONSTRAINT, CONCURRENTLY and comments take: it blocks neither reads nor writes. */
const lightest: LockMode = 'SHARE UPDATE EXCLUSIVE';

function alterTable(schema: Schema, alter: AlterTableStmt): TableLock[] {
  if (!alter.relation || (alter.objtype !== 'OBJECT_TABLE' && alter.objtype !== 'OBJECT_MATVIEW')) {
    return [];
  }
  const table = relationOf(schema, alter.relation);
  return commandsOf(alter).flatMap((command) => {
    const mode = lockOfCommand(command);
    const isOwn = notInherited.has(command.subtype ?? '');
    const own = table && !isOwn ? withPartitions(schema, table) : [];
    return [
      ...on(schema, alter.relation, mode),
      ...own.slice(1).flatMap((each) => lock(each, mode)),
      ...others(schema, table, command),
    ];
  });
}

/** Commands that leave the partitions alone, or lock them in a way of their own. */
const notInherited: ReadonlySet<string> = new Set([
  'AT_AttachPartition',
  'AT_DetachPartition',
  'AT_ChangeOwner',
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
  'AT_ReplicaIdentity',
  'AT_SetRelOptions',
]);

/** The locks of a command on other tables. */
function others(
  schema: Schema,
  table: Relation | undefined,
  { subtype, name = '', def }: AlterTableCmd,
): TableLock[] {
  const parent = table?.constraints.find((each) => each.name === name)?.references?.table;
  switch (subtype) {
    case 'AT_AddColumn':
    case 'AT_AddConstraint':
      return parentsIn(schema, def ? [def] : []);
    case 'AT_DropConstraint':
      return lock(parent, 'ACCESS EXCLUSIVE');
    case 'AT_ValidateConstraint':
      return lock(parent, 'ROW SHARE');
    case 'AT_AlterColumnType':
      return alongKeys(schema, table, name);
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      return partitionLocks(schema, table, def);
    default:
      return [];
  }
}

function partitionLocks(
  schema: Schema,
  table: Relation | undefined,
  def: AlterTableCmd['def'],
): TableLock[] {
  const partition = as(def, 'PartitionCmd');
  if (partition?.concurrent) return on(schema, partition.name, lightest);
  return [
    ...on(schema, partition?.name, 'ACCESS EXCLUSIVE'),
    ...lock(defaultOf(schema, table), 'ACCESS EXCLUSIVE'),
  ];
}

/** A foreign key is made anew when the type of one of its columns changes, so both tables are locked. */
function alongKeys(schema: Schema, table: Relation | undefined, column: string): TableLock[] {
  if (!table) return [];
  const own = table.constraints.flatMap(({ references, columns }) =>
    references && columns.includes(column) ? references.table : [],
  );
  const others = referencing(schema, table).filter(({ constraints }) =>
    constraints.some(
      ({ references }) =>
        references && isSame(references.table, table.name) && references.columns.includes(column),
    ),
  );
  return [...own, ...others].flatMap((each) => lock(each, 'ACCESS EXCLUSIVE'));
}

function drop(
  schema: Schema,
  { removeType, objects, behavior, concurrent }: DropStmt,
): TableLock[] {
  return (objects ?? []).flatMap((object): TableLock[] => {
    const parts = stringsOf(as(object, 'TypeName')?.names ?? object);
    switch (removeType) {
      case 'OBJECT_TABLE':
        return dropTable(schema, parts, behavior === 'DROP_CASCADE');
      case 'OBJECT_MATVIEW':
        return [{ table: existingName(schema, parts), mode: 'ACCESS EXCLUSIVE' }];
      case 'OBJECT_INDEX':
        return lock(ownerOf(schema, parts), concurrent ? lightest : 'ACCESS EXCLUSIVE');
      case 'OBJECT_POLICY':
      case 'OBJECT_RULE':
      case 'OBJECT_TRIGGER':
        return [{ table: existingName(schema, parts.slice(0, -1)), mode: 'ACCESS EXCLUSIVE' }];
      case 'OBJECT_TYPE':
      case 'OBJECT_DOMAIN':
        return behavior === 'DROP_CASCADE' ? withType(schema, parts, 'ACCESS EXCLUSIVE') : [];
      default:
        return [];
    }
  });
}

/** The foreign keys of a table lock what they point at, and those of others their own tables. */
function dropTable(schema: Schema, parts: readonly string[], cascade: boolean): TableLock[] {
  const table = relationNamed(schema, parts);
  const mode = 'ACCESS EXCLUSIVE';
  if (!table) return [{ table: existingName(schema, parts), mode }];
  const referenced = table.constraints.flatMap(({ references }) => references?.table ?? []);
  const parent = table.partitionOf ? [table.partitionOf] : [];
  const siblings = defaultOf(schema, parent[0] && schema.relations.get(keyOf(parent[0])));
  return [
    ...[table.name, ...referenced, ...parent].flatMap((each) => lock(each, mode)),
    ...lock(siblings, mode),
    ...(cascade ? referencing(schema, table).flatMap((each) => lock(each, mode)) : []),
  ];
}

function on(schema: Schema, table: RangeVar | null | undefined, mode: LockMode): TableLock[] {
  return table ? [{ table: existingName(schema, nameOf(table)), mode }] : [];
}

function lock(table: Relation | QualifiedName | null | undefined, mode: LockMode): TableLock[] {
  if (!table) return [];
  return [{ table: 'kind' in table ? table.name : table, mode }];
}

/** The tables that new foreign keys point at. */
function parentsIn(schema: Schema, elements: readonly Node[]): TableLock[] {
  return elements.flatMap((element) => {
    const nested = as(element, 'ColumnDef')?.constraints ?? [];
    const parent = as(element, 'Constraint')?.pktable;
    return [...on(schema, parent, 'SHARE ROW EXCLUSIVE'), ...parentsIn(schema, nested)];
  });
}

/** Tables with a foreign key to a table. */
export function referencing(schema: Schema, table: Relation | undefined): Relation[] {
  if (!table) return [];
  return [...schema.relations.values()].filter(
    (other) =>
      other !== table &&
      other.constraints.some(
        ({ references }) => references !== null && isSame(references.table, table.name),
      ),
  );
}

/** Tables with a column of a type. */
function withType(schema: Schema, parts: readonly string[], mode: LockMode): TableLock[] {
  const type = typeNamed(schema, parts);
  return [...schema.relations.values()]
    .filter(({ kind }) => !kind.endsWith('view'))
    .filter(({ columns }) =>
      [...columns.values()].some((column) =>
        isSame(type, { ...column.type, schema: column.type.schema ?? '' }),
      ),
    )
    .flatMap((each) => lock(each, mode));
}

/** The table of an index, or of a constraint that has one. */
function ownerOf(schema: Schema, parts: readonly string[]): Relation | undefined {
  return (indexNamed(schema, parts) ?? keyConstraintNamed(schema, parts))?.relation;
}

function defaultPartition(schema: Schema, parent: RangeVar | null): Relation | undefined {
  return defaultOf(schema, relationOf(schema, parent ?? undefined));
}

function defaultOf(schema: Schema, parent: Relation | undefined): Relation | undefined {
  if (!parent) return undefined;
  return withPartitions(schema, parent).find((each) => each.isDefaultPartition);
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.name === other.name && one.schema === other.schema;
}
