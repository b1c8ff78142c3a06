import { cutName } from '../sql/identifier.ts';
import { tokensOf } from '../sql/lexer.ts';

/** A part of an expression: `value` is what it means, so that `Email`, `email` and `"email"` are one. */
interface Part {
  readonly value: string;
  readonly isName: boolean;
  readonly start: number;
  readonly end: number;
}

/** The names in an expression's text: of columns, functions, … */
export function namesIn(expression: string): ReadonlySet<string> {
  const names = partsOf(expression).filter(({ isName }) => isName);
  return new Set(names.map(({ value }) => value));
}

/** Whether an expression's text has a name in it: a column's, a function's, … */
export function mentions(expression: string, name: string): boolean {
  return namesIn(expression).has(name);
}

/** Replaces a name in an expression's text wherever it stands. */
export function renameIn(expression: string, from: string, to: string): string {
  let text = expression;
  for (const part of partsOf(expression).toReversed()) {
    if (!part.isName || part.value !== from) continue;
    text = `${text.slice(0, part.start)}"${to.replaceAll('"', '""')}"${text.slice(part.end)}`;
  }
  return text;
}

/**
 * Whether two expressions are written alike: up to space, comments, case, quotes, outer parentheses
 * and the table before a column.
 */
export function sameExpression(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return one === other || normalized(one) === normalized(other);
}

function normalized(expression: string): string {
  const parts = partsOf(expression);
  const values: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isQualifier = part.isName && parts[index + 1]?.value === '.';
    const isDot = part.value === '.' && parts[index - 1]?.isName;
    if (!isQualifier && !isDot) values.push(part.isName ? `"${part.value}"` : part.value);
  }
  while (isWrapped(values)) values.splice(0, values.length, ...values.slice(1, -1));
  return values.join(' ');
}

/** Whether the first parenthesis closes with the last. */
function isWrapped(values: readonly string[]): boolean {
  if (values[0] !== '(' || values.at(-1) !== ')') return false;
  let depth = 0;
  for (const value of values.slice(0, -1)) {
    if (value === '(') depth++;
    if (value === ')') depth--;
    if (depth === 0) return false;
  }
  return true;
}

function partsOf(expression: string): Part[] {
  return tokensOf(expression)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, start, end }) => {
      const text = expression.slice(start, end);
      const place = { start, end };
      if (kind === 'word') return { ...place, value: cutName(text.toLowerCase()), isName: true };
      if (kind !== 'identifier') return { ...place, value: text, isName: false };
      return { ...place, value: cutName(text.slice(1, -1).replaceAll('""', '"')), isName: true };
    });
}
