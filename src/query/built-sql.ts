import ts from '../drizzle/typescript.cjs';
import type { Lines } from '../sql/lines.ts';
import type { Kinds } from './kinds.ts';
import type { Module } from './library.ts';
import type { BuiltSql } from './model.ts';
import { declarationOf } from './scopes.ts';

const deepest = 12;

/**
 * SQL that a call builds from texts which are not written in the file: `sql.raw(text)`, and a text
 * that is given to `execute`. Null where all of it is written out, or is a number.
 */
export function builtSqlOf(
  call: ts.CallExpression,
  module: Module,
  kinds: Kinds,
  lines: Lines,
): BuiltSql | null {
  const { expression: callee } = call;
  const [text] = call.arguments;
  if (!text || !ts.isPropertyAccessExpression(callee)) return null;
  const by = callee.name.text === 'raw' ? 'raw' : callee.name.text === 'execute' ? 'execute' : null;
  if (!by) return null;
  const of = kinds.of(callee.expression, module);
  const isSql = of?.is === 'drizzle' && of.name === 'sql';
  if (by === 'raw' ? !isSql : of?.is !== 'database') return null;
  const unknown = by === 'raw' ? unknownIn(text, 0) : unknownOfText(text);
  if (!unknown) return null;
  return {
    at: lines.range(call.getStart(), call.end),
    text: call.getText().replace(/\s+/g, ' '),
    by,
    value: unknown.getText().replace(/\s+/g, ' '),
  };
}

/** `execute` also takes what `sql` makes; only a text is of interest. */
function unknownOfText(node: ts.Expression): ts.Expression | null {
  if (ts.isTemplateExpression(node) || isSum(node)) return unknownIn(node, 0);
  if (!ts.isIdentifier(node)) return null;
  const declaration = declarationOf(node.text, node);
  const value =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value && (ts.isTemplateExpression(value) || isSum(value)) ? unknownIn(value, 0) : null;
}

function isSum(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

/** The first part of a text that is not written out; null where all is. */
function unknownIn(node: ts.Expression, depth: number): ts.Expression | null {
  if (depth > deepest) return node;
  const next = (each: ts.Expression): ts.Expression | null => unknownIn(each, depth + 1);
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return null;
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node))
    return next(node.expression);
  if (ts.isAsExpression(node)) return isClosed(node.type) ? null : next(node.expression);
  if (ts.isTemplateExpression(node))
    return first(node.templateSpans.map((each) => each.expression));
  if (isSum(node)) return first([node.left, node.right]);
  if (ts.isBinaryExpression(node)) {
    const isText = /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText());
    return isText ? first([node.left, node.right]) : null;
  }
  if (ts.isConditionalExpression(node)) return first([node.whenTrue, node.whenFalse]);
  if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) {
    return isNumber(node) || isOfConstant(node.expression) ? null : node;
  }
  if (ts.isCallExpression(node)) return ofCall(node);
  if (ts.isIdentifier(node)) return ofName(node);
  return node;

  function first(nodes: readonly ts.Expression[]): ts.Expression | null {
    for (const each of nodes) {
      const found = next(each);
      if (found) return found;
    }
    return null;
  }

  function ofCall(call: ts.CallExpression): ts.Expression | null {
    const name = call.expression.getText();
    if (/^(?:Number|parseInt|parseFloat|Math\.\w+|BigInt|Boolean|Date\.now)$/.test(name))
      return null;
    const { expression: callee } = call;
    if (!ts.isPropertyAccessExpression(callee)) return call;
    const list = ts.isArrayLiteralExpression(callee.expression) && callee.name.text === 'join';
    if (list) return first([...(callee.expression as ts.ArrayLiteralExpression).elements]);
    const isText = /^(?:trim|toLowerCase|toUpperCase|toString|join)$/.test(callee.name.text);
    return isText ? next(callee.expression) && call : call;
  }

  function ofName(name: ts.Identifier): ts.Expression | null {
    if (/^[A-Z][A-Z0-9_]+$/.test(name.text)) return null;
    const declaration = declarationOf(name.text, name);
    if (!declaration) return name;
    if (ts.isParameter(declaration))
      return declaration.type && isClosed(declaration.type) ? null : name;
    if (!ts.isVariableDeclaration(declaration)) return name;
    if (declaration.type && isClosed(declaration.type)) return null;
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return isOfConstant(loop.expression) ? null : name;
    const isFixed = declaration.parent.flags & ts.NodeFlags.Const;
    return isFixed && declaration.initializer ? next(declaration.initializer) && name : name;
  }
}

function isNumber(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && /^(?:length|size)$/.test(node.name.text);
}

/** A type with few values: a number, a boolean, literals. */
function isClosed(type: ts.TypeNode, depth = 0): boolean {
  if (depth > deepest) return false;
  if (ts.isUnionTypeNode(type)) return type.types.every((each) => isClosed(each, depth + 1));
  if (ts.isLiteralTypeNode(type)) return true;
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    const alias = declarationOf(type.typeName.text, type);
    return alias !== null && ts.isTypeAliasDeclaration(alias) && isClosed(alias.type, depth + 1);
  }
  return type.kind === ts.SyntaxKind.NumberKeyword || type.kind === ts.SyntaxKind.BooleanKeyword;
}

/** A list or an object whose values are written out. */
function isOfConstant(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(ts.isLiteralExpression);
  if (!ts.isIdentifier(node)) return false;
  if (/^[A-Z][A-Z0-9_]+$/.test(node.text)) return true;
  const declaration = declarationOf(node.text, node);
  const value =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!value) return declaration !== null && ts.isEnumDeclaration(declaration);
  const bare = ts.isAsExpression(value) ? value.expression : value;
  if (ts.isArrayLiteralExpression(bare)) return bare.elements.every(ts.isLiteralExpression);
  return (
    ts.isObjectLiteralExpression(bare) &&
    bare.properties.every(
      (each) => ts.isPropertyAssignment(each) && ts.isLiteralExpression(each.initializer),
    )
  );
}
