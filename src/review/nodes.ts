import type { AlterTableCmd, Node, RangeVar } from '@pgsql/types';
import { commandsOf, stringsOf } from '../sql/tree.ts';

/** What a statement's node holds, when it is of that kind. */
export function as<Kind extends string>(
  node: Node | undefined,
  kind: Kind,
): Extract<Node, Record<Kind, unknown>>[Kind & keyof Extract<Node, Record<Kind, unknown>>] | null {
  const found = node as Record<string, unknown> | undefined;
  return (found?.[kind] ?? null) as never;
}

/** The commands of an ALTER TABLE on a table, of the kinds asked for. */
export function alterCommands(
  node: Node,
  ...kinds: readonly string[]
): { table: RangeVar; command: AlterTableCmd }[] {
  const alter = as(node, 'AlterTableStmt');
  if (!alter?.relation || alter.objtype !== 'OBJECT_TABLE') return [];
  const table = alter.relation;
  return commandsOf(alter)
    .filter((command) => kinds.includes(command.subtype ?? ''))
    .map((command) => ({ table, command }));
}

/** Whether a list as `(FULL, ANALYZE false)` switches an option on: named alone, it does (defGetBoolean). */
export function isSwitchedOn(options: readonly Node[] | undefined, name: string): boolean {
  const option = options?.map((each) => as(each, 'DefElem')).find((each) => each?.defname === name);
  if (!option) return false;
  const number = as(option.arg, 'Integer');
  if (number) return number.ival === 1;
  const text = as(option.arg, 'String')?.sval ?? 'on';
  return !/^(?:false|off)$/i.test(text);
}

/** Whether a WHERE lets every row through: there is none, or it is `true`, or as `1 = 1`. */
export function selectsAll(where: Node | undefined): boolean {
  if (!where) return true;
  const equation = as(where, 'A_Expr');
  if (!equation) return as(where, 'A_Const')?.boolval?.boolval === true;
  const left = as(equation.lexpr, 'A_Const')?.ival;
  const right = as(equation.rexpr, 'A_Const')?.ival;
  return stringsOf(equation.name).at(-1) === '=' && left !== undefined && left.ival === right?.ival;
}

/** The tables that a DROP TABLE names. */
export function droppedTables(node: Node): RangeVar[] {
  const drop = as(node, 'DropStmt');
  if (drop?.removeType !== 'OBJECT_TABLE') return [];
  return (drop.objects ?? []).map((object) => rangeVarOf(stringsOf(object)));
}

/** The tables that a statement leaves without a row. */
export function emptiedTables(node: Node): RangeVar[] {
  const truncated = as(node, 'TruncateStmt')?.relations ?? [];
  if (truncated.length > 0) return truncated.flatMap((each) => as(each, 'RangeVar') ?? []);
  const removal = as(node, 'DeleteStmt');
  const isWhole = removal && !removal.usingClause && selectsAll(removal.whereClause);
  return isWhole && removal.relation ? [removal.relation] : [];
}

function rangeVarOf(names: readonly string[]): RangeVar {
  const [relname = '', schemaname] = names.toReversed();
  return schemaname === undefined ? { relname } : { schemaname, relname };
}
