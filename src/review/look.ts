import type { AlterTableCmd, Node, RangeVar } from '@pgsql/types';
import type { Column, Relation } from '../schema/model.ts';
import { relationOf } from '../schema/lookup.ts';
import type { Statement } from '../sql/statement.ts';
import { commandsOf, dotted, nameOf, stringsOf } from '../sql/tree.ts';
import type { PendingStatement, StatementVisit } from './check.ts';

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

/** A relation as people write it: `users`, `auth.sessions`. */
export function written(relation: RangeVar): string {
  const parts = nameOf(relation);
  return dotted(parts[0] === 'public' ? parts.slice(1) : parts);
}

/** A name as it is written in SQL, quoted where PostgreSQL needs it. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A relation as it is written in SQL. */
export function sqlNameOf(relation: RangeVar): string {
  return dotted(nameOf(relation).map(sqlName));
}

/** The relation that a statement names, as it stands before the statement; null where it is not known. */
export function relationBefore(visit: StatementVisit, table: RangeVar): Relation | null {
  return relationOf(visit.before, table) ?? null;
}

/**
 * Whether rows may stand in a table: it was there before the change. A table that nobody knows is
 * one that was made elsewhere.
 */
export function isOlder(visit: StatementVisit, table: RangeVar): boolean {
  return !relationBefore(visit, table)?.isNew;
}

/** A column of a table that was there before; null where it is not known. */
export function columnBefore(visit: StatementVisit, table: RangeVar, name: string): Column | null {
  return relationBefore(visit, table)?.columns.get(name) ?? null;
}

/**
 * Whether the released Drizzle schema declares a table, or a column of it, so that the code that
 * runs uses it. Where nobody recorded that schema, it does.
 */
export function isDeclared(
  { declared }: StatementVisit,
  table: RangeVar,
  column?: string,
): boolean {
  if (!declared) return true;
  const relation = relationOf(declared, table);
  if (!relation) return false;
  return column === undefined || relation.columns.has(column);
}

/** Whether a WHERE lets every row through: there is none, or it is `true`. */
export function selectsAll(where: Node | undefined): boolean {
  if (!where) return true;
  return as(where, 'A_Const')?.boolval?.boolval === true;
}

/** The statements of the change before, or after, the one that is visited. */
export function earlier(visit: StatementVisit): readonly PendingStatement[] {
  return visit.pending.slice(0, visit.index);
}

export function later(visit: StatementVisit): readonly PendingStatement[] {
  return visit.pending.slice(visit.index + 1);
}

/**
 * Whether a statement on a table meets rows: the table was there before, and the change neither
 * empties it first nor drops it afterwards, which is then the finding.
 */
export function meetsRows(visit: StatementVisit, table: RangeVar): boolean {
  return isOlder(visit, table) && !isEmptied(visit, table) && !isDroppedLater(visit, table);
}

/** Whether the change deletes all rows of a table before the statement that is visited. */
function isEmptied(visit: StatementVisit, table: RangeVar): boolean {
  const wanted = written(table);
  return earlier(visit).some(({ statement: { node, runs } }) => {
    if (runs !== 'always') return false;
    const truncated = as(node, 'TruncateStmt')?.relations ?? [];
    if (truncated.some((each) => writtenNode(each) === wanted)) return true;
    const removal = as(node, 'DeleteStmt');
    const isWhole = removal?.relation && !removal.usingClause && selectsAll(removal.whereClause);
    return isWhole ? written(removal.relation!) === wanted : false;
  });
}

function writtenNode(node: Node): string | null {
  const relation = as(node, 'RangeVar');
  return relation && written(relation);
}

/** Whether a later statement of the change drops the table, so that nothing else about it matters. */
export function isDroppedLater(visit: StatementVisit, table: RangeVar): boolean {
  const wanted = written(table);
  return later(visit).some(({ statement }) =>
    droppedTables(statement.node).some((each) => written(each) === wanted),
  );
}

/** The tables that a DROP TABLE names. */
export function droppedTables(node: Node): RangeVar[] {
  const drop = as(node, 'DropStmt');
  if (drop?.removeType !== 'OBJECT_TABLE') return [];
  return (drop.objects ?? []).map((object) => rangeVarOf(stringsOf(object)));
}

function rangeVarOf(names: readonly string[]): RangeVar {
  const [relname = '', schemaname] = names.toReversed();
  return schemaname === undefined ? { relname } : { schemaname, relname };
}

/**
 * `ALTER TABLE … ADD CONSTRAINT …` of one constraint, with NOT VALID at its end. Of a statement with
 * several commands only the name is repeated, since the text of one command cannot be cut out.
 */
export function addNotValid(statement: Statement, table: RangeVar, constraint: string): string {
  const commands = as(statement.node, 'AlterTableStmt')?.cmds ?? [];
  if (commands.length === 1) return `${withoutSemicolon(statement.text)} NOT VALID;`;
  return `ALTER TABLE ${sqlNameOf(table)} ADD CONSTRAINT ${sqlName(constraint)} … NOT VALID;`;
}

/** A statement's text, to which something can be added. */
export function withoutSemicolon(text: string): string {
  return text.replace(/[;\s]+$/, '');
}
