import type { IndexElem, IndexStmt, Node } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { chooseName } from './choose-name.ts';
import { isTaken } from './lookup.ts';
import type { Index, Relation, Schema } from './model.ts';
import type { SourceText } from './source-text.ts';

/** The index that CREATE INDEX makes, with PostgreSQL's name where it has none. */
export function newIndex(
  schema: Schema,
  relation: Relation,
  create: IndexStmt,
  source: SourceText,
): Index {
  const keys = elementsOf(create.indexParams);
  const include = elementsOf(create.indexIncludingParams).map(({ name }) => name ?? '');
  const listed = keys.some(({ expr }) => expr) ? source.listed() : [];
  const { idxname, unique = false, accessMethod, whereClause, nulls_not_distinct } = create;
  return {
    name: idxname ?? chooseIndexName(schema, relation, [...keys.map(partOfName), ...include]),
    columns: keys.map(({ name }) => name ?? null),
    expressions: listed.filter((_, position) => keys[position]?.expr),
    include,
    options: keys.map(optionsOf),
    unique,
    nullsNotDistinct: nulls_not_distinct ?? false,
    method: accessMethod ?? 'btree',
    where: whereClause ? source.of(whereClause, 'where') : null,
    isNew: true,
  };
}

/** The name that PostgreSQL gives an index on some columns; null stands for an expression. */
export function chooseIndexName(
  schema: Schema,
  { name: relation }: Relation,
  columns: readonly (string | null)[],
): string {
  const inside = relation.schema;
  return chooseName(relation.name, distinct(columns), 'idx', (name) =>
    isTaken(schema, { schema: inside, name }),
  );
}

/** A name that comes twice is numbered (ChooseIndexColumnNames in indexcmds.c). */
function distinct(columns: readonly (string | null)[]): string[] {
  const names: string[] = [];
  for (const column of columns) {
    const wanted = column ?? 'expr';
    let name = wanted;
    for (let number = 1; names.includes(name); number++) name = `${wanted}${number}`;
    names.push(name);
  }
  return names;
}

/** Operator class, collation and order of a key, as one text; empty for the defaults. */
function optionsOf({ opclass, collation, ordering, nulls_ordering }: IndexElem): string {
  const order = ordering === 'SORTBY_DESC' ? 'desc' : '';
  const isOwnNulls = nulls_ordering === `SORTBY_NULLS_${order ? 'LAST' : 'FIRST'}`;
  const nulls = isOwnNulls ? `nulls ${order ? 'last' : 'first'}` : '';
  const named = [...stringsOf(collation), ...stringsOf(opclass)];
  return [...named, order, nulls].filter((part) => part !== '').join(' ');
}

/** A function call is named after the function (FigureIndexColname in parse_target.c). */
function partOfName({ name, expr }: IndexElem): string | null {
  if (name !== undefined) return name;
  return expr && 'FuncCall' in expr ? (stringsOf(expr.FuncCall.funcname).at(-1) ?? null) : null;
}

function elementsOf(nodes: readonly Node[] | undefined): IndexElem[] {
  return (nodes ?? []).flatMap((each) => ('IndexElem' in each ? [each.IndexElem] : []));
}
