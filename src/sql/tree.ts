import type { AlterTableCmd, AlterTableStmt, Node, RangeVar } from '@pgsql/types';
import type { Statement } from './statement.ts';

/** The commands of an ALTER TABLE, in order. */
export function commandsOf(alter: AlterTableStmt): readonly AlterTableCmd[] {
  const commands: AlterTableCmd[] = [];
  for (const each of alter.cmds ?? []) {
    if ('AlterTableCmd' in each) commands.push(each.AlterTableCmd);
  }
  return commands;
}

/** The parts of a relation's name as the statement gives them: `['users']`, `['public', 'users']`. */
export function nameOf(relation: RangeVar | undefined): readonly string[] {
  const { schemaname, relname } = relation ?? {};
  return [schemaname, relname].filter((part) => part !== undefined);
}

/**
 * The strings of a list of String nodes, which is how the tree writes names and lists of columns;
 * a List in its place is read as its items, and other nodes are left out.
 */
export function stringsOf(list: Node | readonly Node[] | undefined): readonly string[] {
  const strings: string[] = [];
  addStrings(list, strings);
  return strings;
}

/** A name as people write it: `users`, `public.users`. */
export function dotted(parts: readonly string[]): string {
  return parts.join('.');
}

/**
 * What a check can be registered for: the statement's kind, and for an ALTER TABLE also each of
 * its commands, as `AlterTableStmt:AT_DropColumn`.
 */
export function triggersOf(statement: Statement): readonly string[] {
  const { kind, node } = statement;
  if (!('AlterTableStmt' in node)) return [kind];
  const commands = commandsOf(node.AlterTableStmt).map((each) => `${kind}:${each.subtype}`);
  return [kind, ...new Set(commands)];
}

/**
 * Visits a tree's nodes from the outside in, each with its kind: `walk(statement.node, (kind,
 * fields) => …)`. Where `visit` gives false, what is inside of that node is left out.
 */
export function walk(tree: unknown, visit: (kind: string, fields: object) => boolean | void): void {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    for (const each of tree) walk(each, visit);
    return;
  }
  for (const [key, value] of Object.entries(tree)) {
    const isNode = /^[A-Z]/.test(key) && typeof value === 'object' && value !== null;
    if (!isNode || visit(key, value as object) !== false) walk(value, visit);
  }
}

function addStrings(list: Node | readonly Node[] | undefined, into: string[]): void {
  if (list === undefined) return;
  for (const node of Array.isArray(list) ? (list as readonly Node[]) : [list as Node]) {
    if ('String' in node) into.push(node.String.sval ?? '');
    else if ('List' in node) addStrings(node.List.items, into);
  }
}
