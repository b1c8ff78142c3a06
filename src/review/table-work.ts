import type { AlterTableCmd, Constraint, Node, RangeVar } from '@pgsql/types';
import { typeChange } from '../postgres/type-change.ts';
import { usingOf } from '../postgres/using.ts';
import { existingName, relationOf, typeSchema, withPartitions } from '../schema/lookup.ts';
import { type QualifiedName, type Relation, type Schema, keyOf } from '../schema/model.ts';
import { viewQuery } from '../schema/view-query.ts';
import { mentions } from '../schema/expression.ts';
import type { NodeKind } from '../sql/statement.ts';
import type { DataType } from '../sql/data-type.ts';
import { commandsOf, nameOf } from '../sql/tree.ts';
import { dataTypeOf } from '../sql/type-name.ts';
import { hasDefault, optionsOf, ownValueOf } from './added-column.ts';
import { keysOf } from './covering.ts';
import { as } from './nodes.ts';
import { provesNotNull } from './not-null.ts';
import { type TableLock, tableLocks } from './table-locks.ts';

/**
 * What takes a statement as long as a table is large: all of it is written anew, it is read, or an
 * index over it is built. `unknown` is a rewrite that depends on what is not known here.
 */
export interface TableWork {
  readonly table: QualifiedName;
  readonly work: 'rewrites' | 'reads' | 'unknown';
}

/** What a statement does to the tables that exist, as measured on PostgreSQL 11 to 18. */
export function tableWork(schema: Schema, node: Node, options: Options): TableWork[] {
  return worksOf(schema, node, options).filter(
    // The parent of partitions has no rows of its own.
    ({ table }) => schema.relations.get(keyOf(table))?.kind !== 'partitioned table',
  );
}

function worksOf(schema: Schema, node: Node, options: Options): TableWork[] {
  const [[kind, fields] = ['', {}]] = Object.entries(node);
  const own = works[kind as NodeKind];
  if (own) return own(schema, fields as never, options);
  return readingAll.has(kind) ? locked(schema, node, 'reads') : [];
}

/** Whether a statement that reads a table also builds an index over it, which takes longer. */
export function buildsIndex(node: Node): boolean {
  if ('IndexStmt' in node || 'ReindexStmt' in node) return true;
  const alter = as(node, 'AlterTableStmt');
  const constraints = commandsOf(alter ?? {}).map(({ def }) => as(def, 'Constraint')?.contype);
  return constraints.some((kind) => kind !== undefined && indexed.has(kind));
}

const indexed: ReadonlySet<string> = new Set([
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_EXCLUSION',
]);

interface Options {
  readonly postgres: number;
  readonly timeZone?: string | null;
}

/** Statements that go through every table that they lock. */
const readingAll: ReadonlySet<string> = new Set([
  'AlterDomainStmt',
  'DeleteStmt',
  'IndexStmt',
  'ReindexStmt',
  'UpdateStmt',
]);

type Fields<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind &
  keyof Extract<Node, Record<Kind, unknown>>];

type Works = {
  readonly [Kind in NodeKind]?: (
    schema: Schema,
    fields: Fields<Kind>,
    options: Options,
  ) => TableWork[];
};

const works: Works = {
  AlterTableStmt(schema, alter, options) {
    if (!alter.relation || alter.objtype !== 'OBJECT_TABLE') return [];
    const target = { schema, table: alter.relation, ...options };
    return commandsOf(alter).flatMap((command) => {
      const relation = relationOf(schema, alter.relation);
      return commands[command.subtype ?? '']?.(target, relation, command) ?? [];
    });
  },
  ClusterStmt: (schema, cluster) => locked(schema, { ClusterStmt: cluster }, 'rewrites'),
  CreateStmt(schema, create) {
    if (!create.partbound) return [];
    return locked(schema, { CreateStmt: create }, 'reads').filter(
      ({ table }) => schema.relations.get(keyOf(table))?.isDefaultPartition,
    );
  },
  CreateTableAsStmt: (schema, { into, query }) =>
    into?.skipData ? [] : viewQuery(schema, query).relations.map((table) => reads(table)),
  RefreshMatViewStmt(schema, { relation, concurrent }) {
    const read = relationOf(schema, relation)?.query?.relations ?? [];
    const own = on(schema, relation, concurrent ? 'reads' : 'rewrites');
    return [...own, ...read.map((table) => reads(table))];
  },
  VacuumStmt(schema, vacuum) {
    const isFull = ({ mode }: TableLock): boolean => mode === 'ACCESS EXCLUSIVE';
    return locked(schema, { VacuumStmt: vacuum }, 'rewrites', isFull);
  },
};

interface Target extends Options {
  readonly schema: Schema;
  readonly table: RangeVar;
}

type Work = (target: Target, relation: Relation | undefined, command: AlterTableCmd) => TableWork[];

/** What the commands of ALTER TABLE do; the others take no time. */
const commands: Readonly<Record<string, Work>> = {
  AT_AddColumn: (target, _, command) => addColumn(target, command),
  AT_AddConstraint(target, relation, { def }) {
    const constraint = as(def, 'Constraint');
    return constraint ? addConstraint(target, relation, constraint) : [];
  },
  AT_AlterColumnType: changeType,
  AT_AttachPartition: attachPartition,
  AT_SetAccessMethod: ({ schema, table }) => on(schema, table, 'unknown'),
  AT_SetExpression({ schema, table }, relation, { name = '' }) {
    const isVirtual = relation?.columns.get(name)?.generated === 'virtual';
    return isVirtual ? [] : on(schema, table, 'rewrites');
  },
  AT_SetLogged: ({ schema, table }) => on(schema, table, 'rewrites'),
  AT_SetNotNull({ schema, table }, relation, { name = '' }) {
    const isKnown = relation?.columns.get(name)?.notNull || provesNotNull(relation ?? null, name);
    return isKnown ? [] : on(schema, table, 'reads');
  },
  AT_SetTableSpace: ({ schema, table }) => on(schema, table, 'unknown'),
  AT_SetUnLogged: ({ schema, table }) => on(schema, table, 'rewrites'),
  AT_ValidateConstraint({ schema, table }, relation, { name = '' }) {
    const found = relation?.constraints.find((each) => each.name === name);
    if (found?.validated) return [];
    const parent = found?.references?.table;
    return [...on(schema, table, 'reads'), ...(parent ? [reads(parent)] : [])];
  },
};

function addColumn({ schema, table }: Target, { def }: AlterTableCmd): TableWork[] {
  const column = as(def, 'ColumnDef');
  if (!column) return [];
  if (ownValueOf(schema, column)) return on(schema, table, 'rewrites');
  return optionsOf(column).flatMap((option) => {
    const isRead = readAtOnce.has(option.contype ?? '');
    if (isRead) return on(schema, table, 'reads');
    if (option.contype !== 'CONSTR_FOREIGN' || !hasDefault(column)) return [];
    return [...on(schema, table, 'reads'), ...on(schema, option.pktable, 'reads')];
  });
}

/** Constraints that all rows are read for when they come with a new column, or an index is built. */
const readAtOnce: ReadonlySet<string> = new Set([
  'CONSTR_CHECK',
  'CONSTR_UNIQUE',
  'CONSTR_PRIMARY',
]);

function addConstraint(
  { schema, table }: Target,
  relation: Relation | undefined,
  constraint: Constraint,
): TableWork[] {
  const { contype, skip_validation, indexname, pktable } = constraint;
  const own = (): TableWork[] =>
    relation
      ? withPartitions(schema, relation).map((each) => reads(each.name))
      : on(schema, table, 'reads');
  if (indexname !== undefined) {
    const index = relation?.indexes.find(({ name }) => name === indexname);
    const isNullable = index?.columns.some((each) => !relation?.columns.get(each ?? '')?.notNull);
    return contype === 'CONSTR_PRIMARY' && isNullable ? own() : [];
  }
  // What the change has made has no row to be checked.
  if (skip_validation || relation?.isNew) return [];
  return contype === 'CONSTR_FOREIGN' ? [...own(), ...on(schema, pktable, 'reads')] : own();
}

function changeType(
  { schema, table, ...options }: Target,
  relation: Relation | undefined,
  { name = '', def }: AlterTableCmd,
): TableWork[] {
  const definition = as(def, 'ColumnDef');
  const column = relation?.columns.get(name);
  if (!relation || !column || !definition?.typeName) return on(schema, table, 'unknown');
  const resolve = (each: string): string => typeSchema(schema, each);
  const to = dataTypeOf(definition.typeName, resolve);
  const using = usingOf(definition.raw_default, name, to, resolve);
  const isEnum = (type: DataType): boolean =>
    type.schema !== null && schema.enums.has(keyOf({ schema: type.schema, name: type.name }));
  const { rewrites } = typeChange(column.type, to, {
    ...options,
    using,
    isEnum,
    domainOf: ({ schema: inside, name: type }) =>
      schema.domains.get(keyOf({ schema: inside ?? '', name: type })) ?? null,
  });
  if (rewrites === 'unknown') return on(schema, table, 'unknown');
  if (rewrites) return on(schema, table, 'rewrites');
  const isChecked = relation.constraints.some(
    ({ kind, columns }) => kind === 'check' && columns.includes(name),
  );
  const isSortedAnew =
    definition.collClause !== undefined &&
    keysOf(relation).some(({ columns }) => columns.includes(name));
  return isChecked || isSortedAnew || rebuiltIndexes(relation, column.type, to, name).length > 0
    ? on(schema, table, 'reads')
    : [];
}

/**
 * The indexes that are built anew by a change of type that keeps the rows: those with the column in
 * an expression or condition, and all of the column where its values are compared in another way.
 */
export function rebuiltIndexes(
  relation: Relation,
  from: DataType,
  to: DataType,
  column: string,
): string[] {
  const isCompared = from.name.startsWith('timestamp') && from.name !== to.name;
  return relation.indexes
    .filter(
      ({ columns, expressions, where }) =>
        [...expressions, where ?? ''].some((text) => mentions(text, column)) ||
        (isCompared && columns.includes(column)),
    )
    .map(({ name }) => name);
}

/** A validated CHECK that mentions the key of the parent is taken to prove that the rows fit. */
function attachPartition(
  { schema }: Target,
  parent: Relation | undefined,
  { def }: AlterTableCmd,
): TableWork[] {
  const name = as(def, 'PartitionCmd')?.name;
  const child = relationOf(schema, name);
  const others = parent ? withPartitions(schema, parent) : [];
  const fallback = others.filter(({ isDefaultPartition }) => isDefaultPartition);
  const isProven = parent !== undefined && child !== undefined && hasBoundCheck(parent, child);
  return [
    ...(isProven ? [] : on(schema, name, 'reads')),
    ...fallback.map((each) => reads(each.name)),
  ];
}

/** Whether a validated CHECK of a table speaks of every column that its parent is divided by. */
export function hasBoundCheck({ partitionKey }: Relation, child: Relation): boolean {
  return child.constraints.some(
    ({ kind, validated, columns }) =>
      kind === 'check' &&
      validated &&
      partitionKey.every((column) => column !== null && columns.includes(column)),
  );
}

/** The same for all tables that a statement locks, or those of them that it locks in some way. */
function locked(
  schema: Schema,
  node: Node,
  work: TableWork['work'],
  isHit: (lock: TableLock) => boolean = () => true,
): TableWork[] {
  return tableLocks(schema, node)
    .filter(isHit)
    .map(({ table }) => ({ table, work }));
}

function on(schema: Schema, table: RangeVar | undefined, work: TableWork['work']): TableWork[] {
  return table ? [{ table: existingName(schema, nameOf(table)), work }] : [];
}

function reads(table: QualifiedName): TableWork {
  return { table, work: 'reads' };
}
