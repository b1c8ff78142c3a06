import type { RangeVar } from '@pgsql/types';
import { writeName } from '../sql/identifier.ts';
import type { Statement } from '../sql/statement.ts';
import { dotted, nameOf } from '../sql/tree.ts';
import { as } from './nodes.ts';

/** A relation as people write it: `users`, `auth.sessions`. */
export function written(relation: RangeVar): string {
  const parts = nameOf(relation);
  return dotted(parts[0] === 'public' ? parts.slice(1) : parts);
}

/** A relation as it is written in SQL. */
export function sqlNameOf(relation: RangeVar): string {
  return dotted(nameOf(relation).map(writeName));
}

/**
 * `ALTER TABLE … ADD CONSTRAINT …` of one constraint, with NOT VALID at its end. Of a statement with
 * several commands only the name is repeated, since the text of one command cannot be cut out.
 */
export function addNotValid(statement: Statement, table: RangeVar, constraint: string): string {
  const commands = as(statement.node, 'AlterTableStmt')?.cmds ?? [];
  if (commands.length === 1) return `${withoutSemicolon(statement.text)} NOT VALID;`;
  return `ALTER TABLE ${sqlNameOf(table)} ADD CONSTRAINT ${writeName(constraint)} … NOT VALID;`;
}

/** A statement's text, to which something can be added. */
export function withoutSemicolon(text: string): string {
  return text.replace(/[;\s]+$/, '');
}

/** Whether two names share a word of at least three letters: `full_name` and `displayName` do. */
export function wordsInCommon(one: string, other: string): boolean {
  const words = new Set(wordsOf(one));
  return wordsOf(other).some((word) => word.length > 2 && words.has(word));
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
