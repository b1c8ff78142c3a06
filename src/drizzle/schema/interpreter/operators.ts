import ts from '../../typescript.cjs';
import { isPlain, toKey, toNumber, toText } from './coerce.ts';
import { evaluate } from './expressions.ts';
import { define } from './members.ts';
import { isAssignment } from './module-file.ts';
import { type Scope, findVariable, refuse } from './scope.ts';
import { Opaque, type Spot, spotOf } from './values.ts';

/** The value of a binary expression; of an assignment, what is assigned. */
export function evaluateBinary(node: ts.BinaryExpression, scope: Scope): unknown {
  const operator = node.operatorToken.kind;
  if (isAssignment(operator)) return assign(node, scope);
  const left = evaluate(node.left, scope);
  if (operator === ts.SyntaxKind.CommaToken) return evaluate(node.right, scope);
  if (left instanceof Opaque) return left;
  const isDecided = shortcuts.get(operator);
  if (isDecided) return isDecided(left) ? left : evaluate(node.right, scope);
  return operate(operator, left, evaluate(node.right, scope), node, scope);
}

/** Whether the left side alone is the value. */
const shortcuts = new Map<ts.SyntaxKind, (left: unknown) => boolean>([
  [ts.SyntaxKind.AmpersandAmpersandToken, (left) => !left],
  [ts.SyntaxKind.BarBarToken, (left) => Boolean(left)],
  [ts.SyntaxKind.QuestionQuestionToken, (left) => left !== null && left !== undefined],
]);

const equality = new Map<ts.SyntaxKind, (left: unknown, right: unknown) => boolean>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, (left, right) => left === right],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, (left, right) => left !== right],
  [ts.SyntaxKind.EqualsEqualsToken, (left, right) => (left ?? null) === (right ?? null)],
  [ts.SyntaxKind.ExclamationEqualsToken, (left, right) => (left ?? null) !== (right ?? null)],
]);

const arithmetic = new Map<ts.SyntaxKind, (left: number, right: number) => number | boolean>([
  [ts.SyntaxKind.MinusToken, (left, right) => left - right],
  [ts.SyntaxKind.AsteriskToken, (left, right) => left * right],
  [ts.SyntaxKind.SlashToken, (left, right) => left / right],
  [ts.SyntaxKind.PercentToken, (left, right) => left % right],
  [ts.SyntaxKind.AsteriskAsteriskToken, (left, right) => left ** right],
  [ts.SyntaxKind.LessThanToken, (left, right) => left < right],
  [ts.SyntaxKind.LessThanEqualsToken, (left, right) => left <= right],
  [ts.SyntaxKind.GreaterThanToken, (left, right) => left > right],
  [ts.SyntaxKind.GreaterThanEqualsToken, (left, right) => left >= right],
]);

function operate(
  operator: ts.SyntaxKind,
  left: unknown,
  right: unknown,
  node: ts.Node,
  scope: Scope,
): unknown {
  const spot = spotOf(node, scope.module);
  if (right instanceof Opaque) return right;
  const compare = equality.get(operator);
  if (compare) return compare(left, right);
  if (operator === ts.SyntaxKind.PlusToken) return add(left, right, scope, spot);
  if (operator === ts.SyntaxKind.InKeyword) {
    return isPlain(right) && Object.hasOwn(right, toKey(left, scope.run, spot));
  }
  const calculate = arithmetic.get(operator);
  if (!calculate) return new Opaque('an operator that schema files have no use for', spot);
  return calculate(toNumber(left, spot), toNumber(right, spot));
}

function add(left: unknown, right: unknown, { run }: Scope, spot: Spot): unknown {
  if (typeof left !== 'string' && typeof right !== 'string') {
    return toNumber(left, spot) + toNumber(right, spot);
  }
  const text = toText(left, run, spot) + toText(right, run, spot);
  run.budget.characters(text.length);
  return text;
}

export function evaluatePrefix(node: ts.PrefixUnaryExpression, scope: Scope): unknown {
  const { operator, operand } = node;
  const spot = spotOf(node, scope.module);
  const value = evaluate(operand, scope);
  if (value instanceof Opaque) return value;
  if (operator === ts.SyntaxKind.ExclamationToken) return !value;
  if (operator === ts.SyntaxKind.MinusToken) {
    return typeof value === 'bigint' ? -value : -toNumber(value, spot);
  }
  if (operator === ts.SyntaxKind.PlusToken) return toNumber(value, spot);
  if (operator === ts.SyntaxKind.TildeToken) return ~toNumber(value, spot);
  const changed = toNumber(value, spot) + (operator === ts.SyntaxKind.PlusPlusToken ? 1 : -1);
  write(operand, changed, scope);
  return changed;
}

export function evaluatePostfix(node: ts.PostfixUnaryExpression, scope: Scope): unknown {
  const value = evaluate(node.operand, scope);
  if (value instanceof Opaque) return value;
  const before = toNumber(value, spotOf(node, scope.module));
  write(node.operand, before + (node.operator === ts.SyntaxKind.PlusPlusToken ? 1 : -1), scope);
  return before;
}

const compound = new Map<ts.SyntaxKind, ts.SyntaxKind>([
  [ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.PlusToken],
  [ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.MinusToken],
  [ts.SyntaxKind.AsteriskEqualsToken, ts.SyntaxKind.AsteriskToken],
]);

function assign(node: ts.BinaryExpression, scope: Scope): unknown {
  const operator = node.operatorToken.kind;
  const right = evaluate(node.right, scope);
  if (operator === ts.SyntaxKind.EqualsToken) {
    write(node.left, right, scope);
    return right;
  }
  const plain = compound.get(operator);
  if (plain === undefined) throw refuse('this kind of assignment', node, scope);
  const left = evaluate(node.left, scope);
  const value = left instanceof Opaque ? left : operate(plain, left, right, node, scope);
  write(node.left, value, scope);
  return value;
}

/** Assigns to a variable, or to a property of an object that the files made. */
export function write(target: ts.Expression, value: unknown, scope: Scope): void {
  const spot = spotOf(target, scope.module);
  if (ts.isIdentifier(target)) {
    const variable = findVariable(scope, target.text);
    if (variable) variable.value = value;
    else scope.run.modules.writeBinding(scope.module, target.text, value, spot);
    return;
  }
  if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
    throw refuse('an assignment to a pattern', target, scope);
  }
  if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) {
    throw refuse('an assignment to this', target, scope);
  }
  const object = evaluate(target.expression, scope);
  const key = ts.isPropertyAccessExpression(target)
    ? target.name.text
    : evaluate(target.argumentExpression, scope);
  writeMember(object, toKey(key, scope.run, spot), value, target, scope);
}

function writeMember(
  object: unknown,
  name: string,
  value: unknown,
  target: ts.Node,
  scope: Scope,
): void {
  const isMade = typeof object === 'object' && object !== null && scope.run.made.has(object);
  if (!isMade) throw refuse('a change of an object that is not of the files', target, scope);
  if (Array.isArray(object) && !(Number(name) >= 0 && Number(name) <= object.length)) {
    throw refuse('a change of a list outside its items', target, scope);
  }
  define(object, name, value, scope.run);
}
