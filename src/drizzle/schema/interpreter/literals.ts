import ts from '../../typescript.cjs';
import { toKey, toText } from './coerce.ts';
import { evaluate } from './expressions.ts';
import { makeClosure } from './functions.ts';
import { entriesOf, makeList, makeObject } from './members.ts';
import { type Scope, refuse } from './scope.ts';
import { Opaque, spotOf } from './values.ts';

/** A list. What is spread into it must be a list that is known, else it is unknown itself. */
export function evaluateArray(node: ts.ArrayLiteralExpression, scope: Scope): unknown {
  const items = evaluateItems(node.elements, scope);
  return items instanceof Opaque ? items : makeList(items, scope.run);
}

/** The items of a list or of a call, spreads included; `Opaque` where one of these is unknown. */
export function evaluateItems(nodes: readonly ts.Expression[], scope: Scope): unknown[] | Opaque {
  const items: unknown[] = [];
  for (const each of nodes) {
    if (ts.isOmittedExpression(each)) {
      items.push(undefined);
      continue;
    }
    const value = evaluate(ts.isSpreadElement(each) ? each.expression : each, scope);
    if (!ts.isSpreadElement(each)) {
      items.push(value);
      continue;
    }
    if (value instanceof Opaque) return value;
    if (!Array.isArray(value)) throw refuse('what is spread is no list', each, scope);
    scope.run.budget.elements(value.length);
    for (const item of value as unknown[]) items.push(item);
  }
  return items;
}

/** An object. It is unknown as soon as one of its names, or what is spread into it, is. */
export function evaluateObject(node: ts.ObjectLiteralExpression, scope: Scope): unknown {
  const entries = new Map<string, unknown>();
  for (const property of node.properties) {
    const added = entriesOfProperty(property, scope);
    if (added instanceof Opaque) return added;
    for (const [key, value] of added) entries.set(key, value);
  }
  return makeObject(entries, scope.run);
}

type Entries = readonly (readonly [string, unknown])[];

function entriesOfProperty(property: ts.ObjectLiteralElementLike, scope: Scope): Entries | Opaque {
  const spot = spotOf(property, scope.module);
  if (ts.isSpreadAssignment(property)) {
    const value = evaluate(property.expression, scope);
    if (value instanceof Opaque) return value;
    const entries = entriesOf(value, scope, spot);
    if (!entries) throw refuse('what is spread is no object', property, scope);
    return entries;
  }
  if (ts.isAccessor(property)) return new Opaque('an accessor', spot);
  const key = nameOf(property.name, scope);
  if (key instanceof Opaque) return key;
  if (ts.isMethodDeclaration(property)) return [[key, makeClosure(property, scope)]];
  const value = evaluate(
    ts.isShorthandPropertyAssignment(property) ? property.name : property.initializer,
    scope,
  );
  placeColumn(value, property, scope);
  return [[key, value]];
}

/** The name of a property, computed or not. */
export function nameOf(name: ts.PropertyName, scope: Scope): string | Opaque {
  const spot = spotOf(name, scope.module);
  if (!ts.isComputedPropertyName(name)) return toKey(name.text, scope.run, spot);
  const value = evaluate(name.expression, scope);
  return value instanceof Opaque ? value : toKey(value, scope.run, spot);
}

/** A column that is made right here stands where its property does. */
function placeColumn(value: unknown, property: ts.Node, { run, module }: Scope): void {
  if (typeof value !== 'object' || value === null) return;
  const made = run.recorder.spotOf(value);
  const spot = spotOf(property, module);
  if (made?.module !== module || made.start < spot.start || made.end > spot.end) return;
  if (run.host.kindOf(value)?.name === 'column builder') run.recorder.record(value, spot);
}

/** A template. It is unknown as soon as one of its values is. */
export function evaluateTemplate(node: ts.TemplateExpression, scope: Scope): unknown {
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const value = evaluate(expression, scope);
    if (value instanceof Opaque) return value;
    text += toText(value, scope.run, spotOf(expression, scope.module)) + literal.text;
    scope.run.budget.characters(text.length);
  }
  return text;
}
