import ts from '../../typescript.cjs';
import { evaluateCall, evaluateNew, evaluateTagged } from './call-expressions.ts';
import { makeClosure } from './functions.ts';
import { evaluateArray, evaluateObject, evaluateTemplate } from './literals.ts';
import { readMember } from './members.ts';
import { evaluateBinary, evaluatePrefix, evaluatePostfix } from './operators.ts';
import { type Scope, findVariable, refuse } from './scope.ts';
import { Opaque, spotOf } from './values.ts';

type Evaluate<Node extends ts.Node> = (node: Node, scope: Scope) => unknown;

/** The value of an expression. Throws what ends the evaluation; what is only unknown is `Opaque`. */
export function evaluate(node: ts.Expression, scope: Scope): unknown {
  scope.run.budget.step();
  const evaluateKind = table.get(node.kind);
  if (!evaluateKind) return opaque(`a ${describe(node)}`, node, scope);
  return evaluateKind(node, scope);
}

function describe(node: ts.Node): string {
  return (ts.SyntaxKind[node.kind] ?? 'value').replace(/(?!^)[A-Z]/g, ' $&').toLowerCase();
}

function opaque(why: string, node: ts.Node, scope: Scope): Opaque {
  return new Opaque(why, spotOf(node, scope.module));
}

const table = new Map<ts.SyntaxKind, Evaluate<ts.Node>>();

function on<Node extends ts.Node>(kind: ts.SyntaxKind, act: Evaluate<Node>): void {
  table.set(kind, act as Evaluate<ts.Node>);
}

/** What wraps an expression without changing its value: parentheses, and types. */
type Wrapper = ts.ParenthesizedExpression | ts.AsExpression;

for (const kind of [
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.AsExpression,
  ts.SyntaxKind.SatisfiesExpression,
  ts.SyntaxKind.NonNullExpression,
  ts.SyntaxKind.TypeAssertionExpression,
  ts.SyntaxKind.ExpressionWithTypeArguments,
]) {
  on<Wrapper>(kind, ({ expression }, scope) => evaluate(expression, scope));
}

on<ts.Identifier>(ts.SyntaxKind.Identifier, readName);
on<ts.StringLiteral>(ts.SyntaxKind.StringLiteral, ({ text }) => text);
on<ts.NoSubstitutionTemplateLiteral>(
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ({ text }) => text,
);
on<ts.NumericLiteral>(ts.SyntaxKind.NumericLiteral, ({ text }) => Number(text));
on<ts.BigIntLiteral>(ts.SyntaxKind.BigIntLiteral, readBigInt);
on(ts.SyntaxKind.TrueKeyword, () => true);
on(ts.SyntaxKind.FalseKeyword, () => false);
on(ts.SyntaxKind.NullKeyword, () => null);
on<ts.ArrayLiteralExpression>(ts.SyntaxKind.ArrayLiteralExpression, evaluateArray);
on<ts.ObjectLiteralExpression>(ts.SyntaxKind.ObjectLiteralExpression, evaluateObject);
on<ts.TemplateExpression>(ts.SyntaxKind.TemplateExpression, evaluateTemplate);
on<ts.ArrowFunction>(ts.SyntaxKind.ArrowFunction, makeClosure);
on<ts.FunctionExpression>(ts.SyntaxKind.FunctionExpression, makeClosure);
on<ts.CallExpression>(ts.SyntaxKind.CallExpression, evaluateCall);
on<ts.NewExpression>(ts.SyntaxKind.NewExpression, evaluateNew);
on<ts.TaggedTemplateExpression>(ts.SyntaxKind.TaggedTemplateExpression, evaluateTagged);
on<ts.BinaryExpression>(ts.SyntaxKind.BinaryExpression, evaluateBinary);
on<ts.PrefixUnaryExpression>(ts.SyntaxKind.PrefixUnaryExpression, evaluatePrefix);
on<ts.PostfixUnaryExpression>(ts.SyntaxKind.PostfixUnaryExpression, evaluatePostfix);

on<ts.PropertyAccessExpression>(ts.SyntaxKind.PropertyAccessExpression, (node, scope) => {
  const object = evaluate(node.expression, scope);
  if (isSkipped(object, node)) return undefined;
  return readMember(object, node.name.text, scope, spotOf(node, scope.module));
});

on<ts.ElementAccessExpression>(ts.SyntaxKind.ElementAccessExpression, (node, scope) => {
  const object = evaluate(node.expression, scope);
  if (isSkipped(object, node)) return undefined;
  const key = evaluate(node.argumentExpression, scope);
  return readMember(object, key, scope, spotOf(node, scope.module));
});

on<ts.ConditionalExpression>(ts.SyntaxKind.ConditionalExpression, (node, scope) => {
  const condition = evaluate(node.condition, scope);
  if (condition instanceof Opaque) return condition;
  return evaluate(condition ? node.whenTrue : node.whenFalse, scope);
});

on<ts.TypeOfExpression>(ts.SyntaxKind.TypeOfExpression, (node, scope) => {
  const value = evaluate(node.expression, scope);
  return value instanceof Opaque ? value : typeof value;
});

on<ts.VoidExpression>(ts.SyntaxKind.VoidExpression, () => undefined);

/** Whether an optional chain ends before this link. */
export function isSkipped(object: unknown, node: ts.Node): boolean {
  return (object === undefined || object === null) && ts.isOptionalChain(node);
}

function readName(node: ts.Identifier, scope: Scope): unknown {
  const name = node.text;
  const variable = findVariable(scope, name) ?? scope.run.modules.readBinding(scope.module, name);
  if (variable) return variable.value;
  if (scope.run.globals.has(name)) return scope.run.globals.get(name);
  return opaque(name, node, scope);
}

function readBigInt(node: ts.BigIntLiteral, scope: Scope): bigint {
  const digits = node.text.slice(0, -1);
  if (digits.length > 100) throw refuse('a number of more than 100 digits', node, scope);
  return BigInt(digits);
}
