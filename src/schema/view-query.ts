import type { ColumnRef, Node, RangeVar } from '@pgsql/types';
import { nameOf, stringsOf, walk } from '../sql/tree.ts';
import { existingName } from './lookup.ts';
import { outputNames } from './output-names.ts';
import { type QualifiedName, type Schema, type ViewQuery, keyOf } from './model.ts';

/** What the query of a view reads, as far as names tell: those of its WITH are left out. */
export function viewQuery(schema: Schema, query: Node | undefined): ViewQuery {
  const named: RangeVar[] = [];
  const columns = new Set<string>();
  const own = new Set<string>();
  let star = false;
  walk(query, (kind, fields) => {
    if (kind === 'CommonTableExpr') own.add((fields as { ctename?: string }).ctename ?? '');
    if (kind === 'RangeVar') named.push(fields as RangeVar);
    if (kind !== 'ColumnRef') return;
    const parts = (fields as ColumnRef).fields ?? [];
    for (const part of stringsOf(parts)) columns.add(part);
    if (parts.some((part) => 'A_Star' in part)) star = true;
  });
  const relations = new Map<string, QualifiedName>();
  for (const each of named) {
    if (each.schemaname === undefined && own.has(each.relname ?? '')) continue;
    const name = existingName(schema, nameOf(each));
    relations.set(keyOf(name), name);
  }
  return { relations: [...relations.values()], columns, star, outputs: outputNames(query) };
}
