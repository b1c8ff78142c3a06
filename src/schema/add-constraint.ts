import type { Constraint as ConstraintNode } from '@pgsql/types';
import type { Constraint, Relation, Schema } from './model.ts';
import { newConstraint } from './new-constraint.ts';
import type { SourceText } from './source-text.ts';

/** Where a constraint stands: in a column's definition, and on a table that has no rows. */
export interface ConstraintPlace {
  readonly column: string | null;
  /** PostgreSQL takes NOT VALID for nothing where there are no rows to check. */
  readonly isEmpty: boolean;
}

/**
 * Adds what a node declares: a constraint, or what it says of the column. A name that the relation
 * has already changes nothing, as where the statement's error is caught.
 */
export function addConstraint(
  schema: Schema,
  relation: Relation,
  node: ConstraintNode,
  source: SourceText,
  { column, isEmpty }: ConstraintPlace,
): void {
  if (node.contype === 'CONSTR_NOTNULL' && node.conname === undefined && column !== null) return;
  const constraint = newConstraint(schema, relation, node, column, source);
  if (!constraint || relation.constraints.some(({ name }) => name === constraint.name)) return;
  if (isEmpty) constraint.validated = true;
  if (node.indexname !== undefined) takeIndex(relation, node.indexname, node, constraint);
  relation.constraints.push(constraint);
  if (impliesNotNull(constraint)) setNotNull(relation, constraint.columns);
}

/** Whether a constraint keeps nulls out of its columns, in old rows too. */
export function impliesNotNull({ kind, validated }: Constraint): boolean {
  return kind === 'primary key' || (kind === 'not null' && validated);
}

export function setNotNull(relation: Relation, columns: readonly string[]): void {
  for (const name of columns) {
    const column = relation.columns.get(name);
    if (column) column.notNull = true;
  }
}

/** USING INDEX: the index becomes the constraint's, under the constraint's name if it has one. */
function takeIndex(
  relation: Relation,
  name: string,
  node: ConstraintNode,
  constraint: Constraint,
): void {
  const index = relation.indexes.find((each) => each.name === name);
  constraint.name = node.conname ?? name;
  constraint.columns = (index?.columns ?? []).filter((column) => column !== null);
  relation.indexes = relation.indexes.filter((each) => each !== index);
}
