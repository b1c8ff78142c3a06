import type { Node } from '@pgsql/types';
import { type DataType, type ResolveType, inPublic, sameType } from '../sql/data-type.ts';
import { stringsOf } from '../sql/tree.ts';
import { dataTypeOf } from '../sql/type-name.ts';

/**
 * What ALTER COLUMN … TYPE … USING computes: nothing of its own (`none`, also for the bare column),
 * the column cast to the new type (`cast`, which PostgreSQL plans as it would without USING), or
 * anything else.
 */
export type Using = 'none' | 'cast' | 'expression';

/** Tells what the expression of USING is; it is the `raw_default` of the command's definition. */
export function usingOf(
  expression: Node | undefined,
  column: string,
  to: DataType,
  resolve: ResolveType = inPublic,
): Using {
  if (expression === undefined || isColumn(expression, column)) return 'none';
  if (!('TypeCast' in expression)) return 'expression';
  const { arg, typeName } = expression.TypeCast;
  if (!arg || !typeName || !isColumn(arg, column)) return 'expression';
  return sameType(dataTypeOf(typeName, resolve), to) ? 'cast' : 'expression';
}

function isColumn(node: Node, column: string): boolean {
  return 'ColumnRef' in node && stringsOf(node.ColumnRef.fields).at(-1) === column;
}
