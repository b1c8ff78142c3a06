import ts from '../drizzle/typescript.cjs';
import type { Kinds } from './kinds.ts';
import type { Module } from './library.ts';
import type { Loop } from './model.ts';
import { declarationOf } from './scopes.ts';

const each = /^(?:map|forEach|flatMap|filter|some|every|find|reduce|for)$/;

/** Batches are what a loop over queries should become. */
const batch = /chunk|batch|slice|page(?:s\b|Of|Num|Index)|window/i;
const again = /attempt|retr(?:y|ies)|tries|backoff/i;

/** A list of so many things, written out, is no list that grows. */
const few = 12;

/** The loop that a query stands in, in its function and the callbacks around it; null where there is none. */
export function loopAround(query: ts.Expression, module: Module, kinds: Kinds): Loop | null {
  let child: ts.Node = query;
  for (let node = query.parent; node; child = node, node = node.parent) {
    if (isInBody(node, child)) return loopOf(node, query, module);
    if (!ts.isFunctionLike(node)) continue;
    const call = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : null;
    if (!call || !ts.isCallExpression(call)) return null;
    const { expression: callee } = call;
    if (!ts.isPropertyAccessExpression(callee)) return null;
    if (callee.name.text === 'transaction') continue;
    const isIterated = each.test(callee.name.text) && call.arguments[0] === node;
    return isIterated ? callbackLoop(callee, node, query, module, kinds) : null;
  }
  return null;
}

type LoopStatement =
  ts.ForStatement | ts.ForOfStatement | ts.ForInStatement | ts.WhileStatement | ts.DoStatement;

function isInBody(node: ts.Node, child: ts.Node): node is LoopStatement {
  const isLoop =
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isDoStatement(node);
  return isLoop && node.statement === child;
}

function loopOf(node: LoopStatement, query: ts.Expression, module: Module): Loop {
  const depends = mentionsWhatChanges(query, node);
  const head = node.getText().slice(0, node.statement.getStart() - node.getStart());
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const over = node.expression;
    return {
      kind: 'for',
      over: over.getText(),
      item: nameIn(node.initializer),
      depends,
      isFew: batch.test(head) || again.test(head) || isWrittenOut(over, module),
    };
  }
  const kind = ts.isForStatement(node) ? 'for' : 'while';
  return { kind, over: null, item: null, depends, isFew: batch.test(head) || again.test(head) };
}

function callbackLoop(
  callee: ts.PropertyAccessExpression,
  callback: ts.SignatureDeclaration,
  query: ts.Expression,
  module: Module,
  kinds: Kinds,
): Loop | null {
  const over = callee.expression;
  // Maps over what Drizzle gives as one: `db.transaction(…)`, `users.map` of a table.
  const kind = kinds.of(over, module);
  if (kind && kind.is !== 'array' && kind.is !== 'other') return null;
  const [first] = callback.parameters;
  return {
    kind: 'callback',
    over: over.getText(),
    item: first && ts.isIdentifier(first.name) ? first.name.text : null,
    depends: mentionsWhatChanges(query, callback),
    isFew: batch.test(`${over.getText()} ${first?.getText() ?? ''}`) || isWrittenOut(over, module),
  };
}

function nameIn(node: ts.ForInitializer): string | null {
  if (!ts.isVariableDeclarationList(node)) return null;
  const name = node.declarations[0]?.name;
  return name && ts.isIdentifier(name) ? name.text : null;
}

/** A short list of literals, also one that a constant of the file holds. */
function isWrittenOut(node: ts.Expression, module: Module): boolean {
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) {
    return isWrittenOut(node.expression, module);
  }
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.length <= few && node.elements.every((item) => !ts.isSpreadElement(item));
  }
  if (ts.isCallExpression(node) && /^Object\.\w+$/.test(node.expression.getText())) {
    const [first] = node.arguments;
    return first !== undefined && isConstant(first);
  }
  return isConstant(node);
}

/** By its name too: constants of a file are written in capitals. */
function isConstant(node: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(node)) return true;
  if (!ts.isIdentifier(node)) return false;
  if (/^[A-Z][A-Z0-9_]+$/.test(node.text)) return true;
  const declaration = declarationOf(node.text, node);
  const value =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!value) return false;
  const bare = ts.isAsExpression(value) ? value.expression : value;
  return (
    ts.isArrayLiteralExpression(bare) &&
    bare.elements.length > 0 &&
    bare.elements.length <= few &&
    bare.elements.every((item) => !ts.isSpreadElement(item))
  );
}

/** Whether a query mentions a name that is declared in the loop. */
function mentionsWhatChanges(query: ts.Expression, loop: ts.Node): boolean {
  let found = false;
  const look = (node: ts.Node): void => {
    if (found) return;
    if (ts.isIdentifier(node) && !isPropertyName(node)) {
      const declaration = declarationOf(node.text, node);
      if (declaration && isInside(declaration, loop) && !isInside(declaration, query)) found = true;
    }
    ts.forEachChild(node, look);
  };
  look(query);
  return found;
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return (
    node.getSourceFile() === around.getSourceFile() &&
    node.pos >= around.pos &&
    node.end <= around.end
  );
}
