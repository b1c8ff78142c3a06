import type {
  ColumnDef,
  Constraint as ConstraintNode,
  CreateStmt,
  RangeVar,
  TableLikeClause,
} from '@pgsql/types';
import { addConstraint } from './add-constraint.ts';
import { cloneColumn } from './clone.ts';
import { copyLike } from './copy-like.ts';
import { createdName, relationOf, temporarySchema } from './lookup.ts';
import { type Relation, type RelationKind, type Schema, emptyRelation, keyOf } from './model.ts';
import { applyOptions, constraintsOf, newColumn } from './new-column.ts';
import { kindOf } from './new-constraint.ts';
import type { SourceText } from './source-text.ts';

/** Folds CREATE TABLE and CREATE FOREIGN TABLE. */
export function createTable(
  schema: Schema,
  create: CreateStmt,
  source: SourceText,
  kind: RelationKind = create.partspec ? 'partitioned table' : 'table',
): void {
  const parents = parentsOf(schema, create);
  const relation = createRelation(schema, create.relation, kind);
  if (!relation) return;
  if (create.partbound) {
    relation.partitionOf = parents[0]?.name ?? null;
    relation.isDefaultPartition = create.partbound.is_default ?? false;
  }
  relation.partitionKey = partitionKey(create);
  for (const parent of parents) inheritColumns(relation, parent);

  const constraints: { node: ConstraintNode; column: string | null }[] = [];
  for (const element of create.tableElts ?? []) {
    if ('ColumnDef' in element) {
      const definition = element.ColumnDef;
      addColumn(schema, relation, definition, source);
      const column = definition.colname ?? null;
      constraints.push(...constraintsOf(definition).map((node) => ({ node, column })));
    } else if ('Constraint' in element) {
      constraints.push({ node: element.Constraint, column: null });
    } else if ('TableLikeClause' in element) {
      like(schema, relation, element.TableLikeClause);
    }
  }
  for (const { node, column } of inOrder(constraints)) {
    addConstraint(schema, relation, node, source, { column, isEmpty: true });
  }
}

/** Folds a relation whose columns its query decides: a view, CREATE TABLE AS, SELECT INTO. */
export function createFromQuery(
  schema: Schema,
  name: RangeVar | undefined,
  kind: RelationKind,
  read?: Pick<Relation, 'query' | 'definition'>,
): void {
  const relation = createRelation(schema, name, kind);
  if (relation && read) Object.assign(relation, read);
}

/** Makes an empty relation; null where the name exists, so that IF NOT EXISTS does nothing. */
function createRelation(
  schema: Schema,
  rangeVar: RangeVar | undefined,
  kind: RelationKind,
): Relation | null {
  const { schemaname, relname = '', relpersistence } = rangeVar ?? {};
  const inside = relpersistence === 't' ? temporarySchema : schemaname;
  const name = createdName(schema, inside === undefined ? [relname] : [inside, relname]);
  const key = keyOf(name);
  if (schema.relations.has(key)) return null;
  const relation = emptyRelation(name, kind, true);
  relation.isUnlogged = relpersistence === 'u';
  schema.relations.set(key, relation);
  return relation;
}

/** A partition may name columns of its parent only to give them options. */
function addColumn(
  schema: Schema,
  relation: Relation,
  definition: ColumnDef,
  source: SourceText,
): void {
  const inherited = relation.columns.get(definition.colname ?? '');
  if (inherited) return applyOptions(inherited, definition, source);
  const column = newColumn(schema, relation, definition, source);
  relation.columns.set(column.name, column);
}

function partitionKey({ partspec }: CreateStmt): (string | null)[] {
  return (partspec?.partParams ?? []).map((each) =>
    'PartitionElem' in each ? (each.PartitionElem.name ?? null) : null,
  );
}

function parentsOf(schema: Schema, create: CreateStmt): Relation[] {
  return (create.inhRelations ?? []).flatMap((each) => {
    const parent = 'RangeVar' in each ? relationOf(schema, each.RangeVar) : undefined;
    return parent ? [parent] : [];
  });
}

function inheritColumns(relation: Relation, parent: Relation): void {
  for (const [name, column] of parent.columns) {
    if (!relation.columns.has(name)) {
      relation.columns.set(name, { ...cloneColumn(column), isNew: true });
    }
  }
}

function like(schema: Schema, relation: Relation, clause: TableLikeClause): void {
  const model = relationOf(schema, clause.relation);
  if (model) copyLike(schema, relation, model, clause.options ?? 0);
}

/** Keys come first, since a foreign key of the table may refer to them. */
function inOrder<Each extends { node: ConstraintNode }>(constraints: readonly Each[]): Each[] {
  return constraints.toSorted((one, other) => rank(one.node) - rank(other.node));
}

function rank(node: ConstraintNode): number {
  const kind = kindOf(node);
  if (kind === 'primary key') return 0;
  return kind === 'foreign key' ? 2 : 1;
}
