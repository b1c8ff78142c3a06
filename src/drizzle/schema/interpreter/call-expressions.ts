import ts from '../../typescript.cjs';
import { callMethod, callValue } from './call.ts';
import { passToHost, toKey, toNumber } from './coerce.ts';
import { evaluate, isSkipped } from './expressions.ts';
import { runtimeMethods } from './host-kinds.ts';
import { evaluateItems } from './literals.ts';
import { makeList } from './members.ts';
import type { Scope } from './scope.ts';
import {
  Builtin,
  HostModule,
  Namespace,
  Opaque,
  type Spot,
  type Unmade,
  Unresolved,
  spotOf,
} from './values.ts';

/** A call of a function or method. Arguments that only matter at run time are not evaluated. */
export function evaluateCall(node: ts.CallExpression, scope: Scope): unknown {
  const { expression } = node;
  const spot = spotOf(node, scope.module);
  if (!ts.isPropertyAccessExpression(expression) && !ts.isElementAccessExpression(expression)) {
    const callee = evaluate(expression, scope);
    if (isSkipped(callee, node)) return undefined;
    if (callee instanceof Opaque) return calledOpaque(callee, spot);
    return making(unmadeBy(callee, node, scope), () => {
      const args = evaluateItems(node.arguments, scope);
      if (args instanceof Opaque) return unknownArguments(callee, args, scope);
      return noteCall(callValue(callee, args, scope, spot), node, scope);
    });
  }
  const object = evaluate(expression.expression, scope);
  if (isSkipped(object, expression)) return undefined;
  if (object instanceof Opaque) return calledOpaque(object, spot);
  const name = methodName(expression, scope);
  if (name instanceof Opaque) return name;
  return making(unmadeByMethod(object, name, node, scope), () =>
    callNamed(object, name, node, scope),
  );
}

/** Runs a call; where it fails, says which object of the database is missing for that. */
function making(unmade: Unmade | null, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof Unresolved && unmade) error.unmade ??= unmade;
    throw error;
  }
}

function unmadeBy(callee: unknown, node: ts.CallExpression, { run }: Scope): Unmade | null {
  const kind = run.host.makes(callee);
  return kind === null ? null : { kind, schema: null, name: firstText(node) };
}

function unmadeByMethod(
  object: unknown,
  name: string,
  node: ts.CallExpression,
  scope: Scope,
): Unmade | null {
  if (object instanceof HostModule) return unmadeBy(object.exports.get(name), node, scope);
  if (kindName(object, scope) !== 'schema') return null;
  const schema = String(Reflect.get(object as object, 'schemaName'));
  return { kind: name === 'materializedView' ? 'view' : name, schema, name: firstText(node) };
}

function firstText({ arguments: [first] }: ts.CallExpression): string | null {
  return first && ts.isStringLiteralLike(first) ? first.text : null;
}

/** A call of something unknown points at the call, which is where the value would come from. */
function calledOpaque(callee: Opaque, spot: Spot): Opaque {
  return new Opaque(callee.why, spot, callee.mayBeEntity);
}

function methodName(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope,
): string | Opaque {
  if (ts.isPropertyAccessExpression(node)) {
    return toKey(node.name.text, scope.run, spotOf(node, scope.module));
  }
  const key = evaluate(node.argumentExpression, scope);
  return key instanceof Opaque ? key : toKey(key, scope.run, spotOf(node, scope.module));
}

function callNamed(object: unknown, name: string, node: ts.CallExpression, scope: Scope): unknown {
  const spot = spotOf(node, scope.module);
  const isBuilder = kindName(object, scope) === 'column builder';
  if (isBuilder && runtimeMethods.has(name)) {
    noteMethod(object as object, name, node, scope);
    scope.run.recorder.record(object as object, spot);
    return object;
  }
  const args = evaluateItems(node.arguments, scope);
  if (args instanceof Opaque) return unknownArguments(object, args, scope);
  if (isBuilder) noteMethod(object as object, name, node, scope);
  if (isBuilder && name === 'default' && args[0] instanceof Opaque) {
    scope.run.recorder.callsOf(object as object).unknownDefault = args[0].why;
    scope.run.recorder.record(object as object, spot);
    return object;
  }
  const result = callMethod(object, name, args, scope, spot);
  if (!isBuilder) return noteCall(result, node, scope);
  if (result !== object) copyCalls(object as object, result, scope);
  return result;
}

/** An array of a column is another builder, which has what was said of the first. */
function copyCalls(from: object, to: unknown, { run }: Scope): void {
  if (typeof to !== 'object' || to === null) return;
  Object.assign(run.recorder.callsOf(to), structuredClone(run.recorder.callsOf(from)));
}

/** Drizzle must not be called with less than was written; anything else is then as unknown. */
function unknownArguments(callee: unknown, args: Opaque, { run }: Scope): unknown {
  if (run.host.isCallable(callee) || isHost(callee, run.host)) passToHost(args, run, args.spot);
  return args;
}

function isHost(value: unknown, host: Scope['run']['host']): boolean {
  return typeof value === 'object' && value !== null && host.kindOf(value) !== null;
}

function kindName(value: unknown, { run }: Scope): string | null {
  if (typeof value !== 'object' || value === null) return null;
  return run.host.kindOf(value)?.name ?? null;
}

/** Notes by which function a column's builder was made. */
function noteCall(result: unknown, node: ts.CallExpression, scope: Scope): unknown {
  if (kindName(result, scope) !== 'column builder') return result;
  const { calls } = scope.run.recorder.callsOf(result as object);
  if (calls.length === 0) calls.push(lastName(node.expression));
  return result;
}

function noteMethod(builder: object, name: string, node: ts.CallExpression, scope: Scope): void {
  const noted = scope.run.recorder.callsOf(builder);
  noted.calls.push(name);
  const type = node.typeArguments?.[0];
  if (name === '$type' && type) noted.type = type.getText(scope.module.source).slice(0, 500);
}

function lastName(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) ? node.text : '';
}

/** A tagged template: only `sql` can be one. The list of strings is made as JavaScript makes it. */
export function evaluateTagged(node: ts.TaggedTemplateExpression, scope: Scope): unknown {
  const spot = spotOf(node, scope.module);
  const tag = evaluate(node.tag, scope);
  if (tag instanceof Opaque) return new Opaque(tag.why, spot, tag.mayBeEntity);
  if (tag !== scope.run.host.drizzle.orm.sql) return new Opaque('a tagged template', spot);
  const { template } = node;
  const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
  const parts = ts.isTemplateExpression(template)
    ? [template.head, ...spans.map(({ literal }) => literal)]
    : [template];
  const strings = parts.map(({ text }) => text);
  Object.defineProperty(strings, 'raw', { value: parts.map((each) => each.rawText ?? each.text) });
  const values = spans.map(({ expression }) => evaluate(expression, scope));
  const unknown = values.find((each) => each instanceof Opaque);
  if (unknown) return unknown;
  return callValue(tag, [strings, ...values], scope, spot);
}

/** `new Date` of known numbers or text; the present time, and every other class, is unknown. */
export function evaluateNew(node: ts.NewExpression, scope: Scope): unknown {
  const spot = spotOf(node, scope.module);
  const callee = evaluate(node.expression, scope);
  if (callee instanceof Opaque) return calledOpaque(callee, spot);
  const name = callee instanceof Builtin ? callee.name : '';
  if (callee instanceof Namespace || callee instanceof HostModule || name !== 'Date') {
    return new Opaque('an object of a class', spot);
  }
  const args = evaluateItems(node.arguments ?? [], scope);
  if (args instanceof Opaque) return args;
  const unknown = args.find((each) => each instanceof Opaque);
  if (unknown) return unknown;
  const [first] = args;
  if (first === undefined) return new Opaque('the time at which it is evaluated', spot);
  if (args.length > 1) return new Date(Date.UTC(...numbers(makeList(args, scope.run), spot)));
  return new Date(typeof first === 'string' ? first : toNumber(first, spot));
}

function numbers(list: readonly unknown[], spot: Spot): [number, number, ...number[]] {
  const [year, month, ...rest] = list.slice(0, 7).map((each) => toNumber(each, spot));
  return [year ?? 0, month ?? 0, ...rest];
}
