import type { Constraint as ConstraintNode, Node } from '@pgsql/types';
import { stringsOf, walk } from '../sql/tree.ts';
import { chooseName, makeName } from './choose-name.ts';
import { existingName, isTaken, relationOf } from './lookup.ts';
import type { Constraint, ConstraintKind, Relation, Schema } from './model.ts';
import type { SourceText } from './source-text.ts';

const kinds: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_NOTNULL: 'not null',
};

/** What PostgreSQL puts at the end of the names that it chooses (indexcmds.c, heap.c, tablecmds.c). */
const labels: Readonly<Record<ConstraintKind, string>> = {
  'primary key': 'pkey',
  unique: 'key',
  exclude: 'excl',
  check: 'check',
  'foreign key': 'fkey',
  'not null': 'not_null',
};

/** Letters of pg_constraint.h. */
const actions: Readonly<Record<string, string>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** The kind of a constraint; undefined for options of a column, such as DEFAULT. */
export function kindOf(node: ConstraintNode): ConstraintKind | undefined {
  return kinds[node.contype ?? ''];
}

/**
 * The constraint that a node declares on a relation, with PostgreSQL's name where it has none.
 * `column` is the one in whose definition it stands. Null for what is no constraint.
 */
export function newConstraint(
  schema: Schema,
  relation: Relation,
  node: ConstraintNode,
  column: string | null,
  source: SourceText,
): Constraint | null {
  const kind = kindOf(node);
  if (kind === undefined) return null;
  const columns = columnsOf(node, kind, column);
  const references = kind === 'foreign key' ? referencesOf(schema, relation, node, columns) : null;
  const isCheck = kind === 'check';
  return {
    name: node.conname ?? constraintName(schema, relation, kind, nameParts(node, kind, columns)),
    kind,
    columns,
    references,
    expression: isCheck ? source.inParentheses('check', node.location ?? 0) : null,
    validated: !node.skip_validation,
    isNew: true,
  };
}

/** The name of a constraint that a statement adds to a table: its own, or the first that PostgreSQL tries. */
export function nameOfConstraint(table: string, node: ConstraintNode): string {
  const kind = kindOf(node);
  if (node.conname !== undefined || kind === undefined) return node.conname ?? '';
  const parts = kind === 'primary key' ? [] : nameParts(node, kind, columnsOf(node, kind, null));
  return makeName(table, parts, labels[kind]);
}

/** The name that PostgreSQL gives a constraint on some columns. */
export function constraintName(
  schema: Schema,
  relation: Relation,
  kind: ConstraintKind,
  columns: readonly string[],
): string {
  const { schema: inside, name: table } = relation.name;
  const named = kind === 'primary key' ? [] : columns;
  return chooseName(table, named, labels[kind], (name) => {
    const ownName = relation.constraints.some((each) => each.name === name);
    return ownName || (kind !== 'check' && isTaken(schema, { schema: inside, name }));
  });
}

function columnsOf(node: ConstraintNode, kind: ConstraintKind, column: string | null): string[] {
  if (kind === 'check') return columnsIn(node.raw_expr);
  if (kind === 'exclude') return (node.exclusions ?? []).flatMap(excludedColumn);
  const listed = stringsOf(kind === 'foreign key' ? node.fk_attrs : node.keys);
  return listed.length > 0 || column === null ? [...listed] : [column];
}

/** A CHECK is named after its column if it mentions only one, an index also after what it includes. */
function nameParts(node: ConstraintNode, kind: ConstraintKind, columns: string[]): string[] {
  if (kind === 'check') return columns.length === 1 ? columns : [];
  return [...columns, ...stringsOf(node.including)];
}

/** The columns that an expression mentions, each once. */
function columnsIn(expression: Node | undefined): string[] {
  const columns = new Set<string>();
  walk(expression, (kind, fields) => {
    if (kind !== 'ColumnRef') return;
    const column = stringsOf((fields as { fields?: Node[] }).fields).at(-1);
    if (column !== undefined) columns.add(column);
  });
  return [...columns];
}

/** An item is a list of an index element and its operator. */
function excludedColumn(item: Node): string[] {
  const element = 'List' in item ? item.List.items?.[0] : undefined;
  if (!element || !('IndexElem' in element)) return [];
  return element.IndexElem.name === undefined ? [] : [element.IndexElem.name];
}

function referencesOf(
  schema: Schema,
  relation: Relation,
  node: ConstraintNode,
  columns: string[],
): Constraint['references'] {
  const { pktable, pk_attrs, fk_del_action = 'a', fk_upd_action = 'a' } = node;
  const parts = [pktable?.schemaname, pktable?.relname].filter((part) => part !== undefined);
  const isSelf = parts.length === 1 && parts[0] === relation.name.name;
  const target = relationOf(schema, pktable) ?? (isSelf ? relation : undefined);
  const listed = stringsOf(pk_attrs);
  const key = target?.constraints.find((each) => each.kind === 'primary key')?.columns ?? [];
  return {
    table: target?.name ?? existingName(schema, parts),
    columns: listed.length > 0 ? [...listed] : key.slice(0, columns.length),
    onDelete: actions[fk_del_action] ?? 'no action',
    onUpdate: actions[fk_upd_action] ?? 'no action',
  };
}
