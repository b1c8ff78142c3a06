import type { Node, ResTarget } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';

/**
 * The names of the columns that a query gives, as PostgreSQL chooses them (FigureColname in
 * parse_target.c); null where they depend on a table, as with `*`, or are not known.
 */
export function outputNames(query: Node | undefined): readonly string[] | null {
  if (!query || !('SelectStmt' in query)) return null;
  const { larg, targetList } = query.SelectStmt;
  if (larg) return outputNames({ SelectStmt: larg });
  if (!targetList) return null;
  const names = targetList.map((each) => ('ResTarget' in each ? nameOf(each.ResTarget) : null));
  return names.every((name) => name !== null) ? names : null;
}

function nameOf({ name, val }: ResTarget): string | null {
  return name ?? figuredName(val);
}

function figuredName(node: Node | undefined): string | null {
  if (!node) return null;
  if ('ColumnRef' in node) {
    const last = node.ColumnRef.fields?.at(-1);
    return last && 'String' in last ? (last.String.sval ?? null) : null;
  }
  if ('FuncCall' in node) return stringsOf(node.FuncCall.funcname).at(-1) ?? null;
  if ('TypeCast' in node) return figuredName(node.TypeCast.arg);
  if ('CoalesceExpr' in node) return 'coalesce';
  return null;
}
