import type { Node, RangeVar } from '@pgsql/types';
import { mentions } from '../schema/expression.ts';
import { tokensOf } from '../sql/lexer.ts';
import type { StatementVisit } from './check.ts';
import { as } from './nodes.ts';

/**
 * Where the block of the change stands that looks into a table and can refuse to go on, before the
 * statement that is visited or around it; null where there is none. What it asks is not judged.
 */
export function guardOf(visit: StatementVisit, table: RangeVar): string | null {
  const found = visit.pending
    .slice(0, visit.index)
    .findLast(({ statement: { node } }) => 'DoStmt' in node && refusesFor(node, table));
  return found ? `${found.path}:${found.statement.range.start.line}` : null;
}

/** Whether a DO block names a table, and has a RAISE that ends it. */
function refusesFor(block: Node, { relname = '' }: RangeVar): boolean {
  return bodyOf(block).some((body) => raises(body) && mentions(body, relname));
}

function bodyOf(node: Node): string[] {
  return (as(node, 'DoStmt')?.args ?? []).flatMap((each) => {
    const option = as(each, 'DefElem');
    return option?.defname === 'as' ? (as(option.arg, 'String')?.sval ?? []) : [];
  });
}

/** With EXCEPTION, or without a level, which means that. */
function raises(body: string): boolean {
  const words = tokensOf(body)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ start, end }) => body.slice(start, end).toLowerCase());
  return words.some((word, index) => word === 'raise' && !harmless.has(words[index + 1] ?? ''));
}

/** Levels that are only told, and `RAISE;`, which passes an error of somebody else on. */
const harmless: ReadonlySet<string> = new Set(['debug', 'info', 'log', 'notice', 'warning', ';']);
