import ts from '../drizzle/typescript.cjs';
import type { Fate } from './model.ts';

/** Calls that take a query as part of another one. */
const takesPart =
  /^(?:exists|notExists|inArray|notInArray|eq|ne|gt|gte|lt|lte|with|from|\w*[jJ]oin|union|unionAll|intersect|except|sql|as|select|values|set|where|using|and|or|not)$/;

interface Found {
  readonly fate: Fate;
  /** Part of another query. */
  readonly isPart: boolean;
  /** A builder that is kept, and may get more. */
  readonly isOpen: boolean;
}

/** What becomes of a query. */
export function fateOf(whole: ts.Expression): Found {
  const plain = (fate: Fate): Found => ({ fate, isPart: false, isOpen: false });
  let node: ts.Node = whole;
  for (;;) {
    const { parent } = node;
    if (ts.isAwaitExpression(parent)) return plain('awaited');
    if (ts.isVoidExpression(parent)) return plain('voided');
    if (ts.isExpressionStatement(parent)) return plain('dropped');
    if (ts.isReturnStatement(parent)) return plain('returned');
    if (ts.isArrowFunction(parent)) return plain('returned');
    if (ts.isTemplateSpan(parent)) return { fate: 'passed', isPart: true, isOpen: false };
    if (ts.isCallExpression(parent) && parent.expression !== node) {
      return { fate: 'passed', isPart: isPartOf(parent), isOpen: false };
    }
    if (ts.isPropertyAccessExpression(parent)) return { fate: 'kept', isPart: false, isOpen: true };
    if (isTransparent(parent, node)) {
      node = parent;
      continue;
    }
    if (ts.isVariableDeclaration(parent) || ts.isBinaryExpression(parent)) {
      return { fate: 'kept', isPart: false, isOpen: true };
    }
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      return { fate: 'kept', isPart: isInQuery(parent), isOpen: true };
    }
    return { fate: 'passed', isPart: false, isOpen: true };
  }
}

function isTransparent(parent: ts.Node, node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) return true;
  if (ts.isNonNullExpression(parent) || ts.isArrayLiteralExpression(parent)) return true;
  if (ts.isSatisfiesExpression(parent) || ts.isSpreadElement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

function isPartOf({ expression: callee }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  return takesPart.test(name);
}

/** A column of a select list, or a value that is written, made by a query. */
function isInQuery(node: ts.Node): boolean {
  for (let around = node.parent; around; around = around.parent) {
    if (ts.isFunctionLike(around) || ts.isStatement(around)) return false;
    if (ts.isCallExpression(around) && isPartOf(around)) return true;
  }
  return false;
}
