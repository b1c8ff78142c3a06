import { sameType } from '../sql/data-type.ts';
import { formatType } from '../sql/format-type.ts';
import { writeQualified } from '../sql/identifier.ts';
import { keysOf } from './describe-added.ts';
import { sameExpression } from './expression.ts';
import { type Column, type Constraint, type EnumType, type Index, keyOf } from './model.ts';

/** What changed in a column, in words; empty when nothing did. */
export function describeColumn(before: Column, after: Column): string {
  const changes: string[] = [];
  if (!sameType(before.type, after.type)) {
    changes.push(arrow('type', formatType(before.type), formatType(after.type)));
  }
  if (before.notNull !== after.notNull) changes.push(after.notNull ? 'not null' : 'nullable');
  if (!sameExpression(before.default, after.default)) {
    changes.push(arrow('default', before.default, after.default));
  }
  if (before.identity !== after.identity) {
    changes.push(arrow('identity', before.identity, after.identity));
  }
  if (before.generated !== after.generated) {
    changes.push(arrow('generated', before.generated, after.generated));
  }
  return changes.join(', ');
}

/** What changed in a constraint, in words; empty when nothing did. */
export function describeConstraint(before: Constraint, after: Constraint): string {
  const changes: string[] = [];
  if (before.kind !== after.kind) changes.push(arrow('', before.kind, after.kind));
  if (before.kind !== 'check' && before.columns.join() !== after.columns.join()) {
    changes.push(arrow('columns', list(before.columns), list(after.columns)));
  }
  changes.push(...describeReferences(before.references, after.references));
  if (!sameExpression(before.expression, after.expression)) {
    changes.push(arrow('condition', before.expression, after.expression));
  }
  if (before.validated !== after.validated) {
    changes.push(after.validated ? 'validated' : 'not validated');
  }
  return changes.join(', ');
}

/** What changed in an index, in words; empty when nothing did. */
export function describeIndex(before: Index, after: Index): string {
  const changes: string[] = [];
  if (before.unique !== after.unique) changes.push(after.unique ? 'unique' : 'not unique');
  if (before.method !== after.method) changes.push(arrow('method', before.method, after.method));
  const sameExpressions =
    before.expressions.length === after.expressions.length &&
    before.expressions.every((each, index) => sameExpression(each, after.expressions[index] ?? ''));
  if (!sameExpressions || before.columns.join() !== after.columns.join()) {
    changes.push(arrow('columns', list(keysOf(before)), list(keysOf(after))));
  }
  if (before.include.join() !== after.include.join()) {
    changes.push(arrow('include', list(before.include), list(after.include)));
  }
  if (before.options.join() !== after.options.join()) {
    changes.push(arrow('order', options(before), options(after)));
  }
  if (before.nullsNotDistinct !== after.nullsNotDistinct) {
    changes.push(after.nullsNotDistinct ? 'nulls not distinct' : 'nulls distinct');
  }
  if (!sameExpression(before.where, after.where)) {
    changes.push(arrow('where', before.where, after.where));
  }
  return changes.join(', ');
}

/** What changed in an enum, in words; empty when nothing did. */
export function describeEnum(before: EnumType, after: EnumType): string {
  const added = after.values.filter((value) => !before.values.includes(value));
  const removed = before.values.filter((value) => !after.values.includes(value));
  const changes = [
    ...added.map((value) => `added ${literal(value)}`),
    ...removed.map((value) => `removed ${literal(value)}`),
  ];
  const kept = after.values.filter((value) => !added.includes(value));
  const keptBefore = before.values.filter((value) => !removed.includes(value));
  if (kept.join() !== keptBefore.join()) changes.push('order of values');
  return changes.join(', ');
}

function describeReferences(
  before: Constraint['references'],
  after: Constraint['references'],
): string[] {
  if (!before || !after) return [];
  const changes: string[] = [];
  const sameTarget =
    keyOf(before.table) === keyOf(after.table) && before.columns.join() === after.columns.join();
  if (!sameTarget) changes.push(arrow('references', target(before), target(after)));
  if (before.onDelete !== after.onDelete) {
    changes.push(arrow('on delete', before.onDelete, after.onDelete));
  }
  if (before.onUpdate !== after.onUpdate) {
    changes.push(arrow('on update', before.onUpdate, after.onUpdate));
  }
  return changes;
}

function options(index: Index): string {
  return index.options.map((each) => each || 'default').join(', ');
}

function target({ table, columns }: NonNullable<Constraint['references']>): string {
  return `${writeQualified(table.schema, table.name)}(${list(columns)})`;
}

/** `what before → after`, where null is none. */
export function arrow(what: string, before: string | null, after: string | null): string {
  return `${what} ${before ?? 'none'} → ${after ?? 'none'}`.trim();
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
