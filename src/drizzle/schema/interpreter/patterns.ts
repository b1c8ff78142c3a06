import ts from '../../typescript.cjs';
import { evaluate } from './expressions.ts';
import { nameOf } from './literals.ts';
import { entriesOf, makeList, makeObject, readMember } from './members.ts';
import { type Scope, refuse } from './scope.ts';
import { Opaque, spotOf } from './values.ts';

/** Declares the names of a pattern with the parts of a value. Unknown parts are unknown names. */
export function bindPattern(
  name: ts.BindingName,
  value: unknown,
  scope: Scope,
  declare: (name: string, value: unknown) => void,
): void {
  if (ts.isIdentifier(name)) return declare(name.text, value);
  if (ts.isArrayBindingPattern(name)) return bindArray(name, value, scope, declare);
  const taken = new Set<string>();
  for (const element of name.elements) {
    if (element.dotDotDotToken) {
      bindPattern(element.name, without(taken, value, element, scope), scope, declare);
      continue;
    }
    const key = element.propertyName
      ? nameOf(element.propertyName, scope)
      : (element.name as ts.Identifier).text;
    if (!(key instanceof Opaque)) taken.add(key);
    const part = readMember(value, key, scope, spotOf(element, scope.module));
    bindPattern(element.name, orInitializer(part, element, scope), scope, declare);
  }
}

function bindArray(
  pattern: ts.ArrayBindingPattern,
  value: unknown,
  scope: Scope,
  declare: (name: string, value: unknown) => void,
): void {
  const isKnown = !(value instanceof Opaque);
  if (isKnown && !Array.isArray(value))
    throw refuse('what is taken apart is no list', pattern, scope);
  const items = isKnown ? (value as unknown[]) : [];
  pattern.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    const rest = element.dotDotDotToken ? makeList(items.slice(index), scope.run) : items[index];
    const part = isKnown ? orInitializer(rest, element, scope) : value;
    bindPattern(element.name, part, scope, declare);
  });
}

function orInitializer(value: unknown, { initializer }: ts.BindingElement, scope: Scope): unknown {
  return value === undefined && initializer ? evaluate(initializer, scope) : value;
}

function without(
  taken: ReadonlySet<string>,
  value: unknown,
  element: ts.Node,
  scope: Scope,
): unknown {
  if (value instanceof Opaque) return value;
  const entries = entriesOf(value, scope, spotOf(element, scope.module));
  if (!entries) throw refuse('what is taken apart is no object', element, scope);
  return makeObject(
    entries.filter(([name]) => !taken.has(name)),
    scope.run,
  );
}
