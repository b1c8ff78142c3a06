import ts from '../drizzle/typescript.cjs';
import type { Bind } from './collect.ts';
import { textOfName, type Kinds } from './kinds.ts';
import type { Module } from './library.ts';
import type { ColumnUse, Condition, TableUse } from './model.ts';
import { declarationOf } from './scopes.ts';

const deepest = 40;

/** Makes the reader of conditions of one query, whose own table is `table`. */
export function conditionReader(
  module: Module,
  kinds: Kinds,
  bind: Bind,
  table: TableUse | null,
): (node: ts.Expression) => Condition {
  return (node) => {
    const columns: ColumnUse[] = [];
    let isWhole = true;
    const seen = new Set<ts.Node>();

    function look(each: ts.Node, operator: string | null, depth: number): void {
      if (depth > deepest || seen.has(each)) return;
      seen.add(each);
      const next = (child: ts.Node, inner = operator): void => look(child, inner, depth + 1);

      if (isWrapper(each)) return next(each.expression);
      if (ts.isCallExpression(each)) return call(each, next);
      if (ts.isPropertyAccessExpression(each)) return member(each, operator);
      if (ts.isIdentifier(each)) return name(each, next);
      if (ts.isTaggedTemplateExpression(each)) {
        const { template } = each;
        if (ts.isTemplateExpression(template)) {
          for (const { expression } of template.templateSpans) next(expression, 'sql');
        }
        // Raw SQL can name a column as a text.
        if (!ts.isTemplateExpression(template) || /[a-z_]\s*(?:=|IS\b)/i.test(template.getText())) {
          isWhole = isWhole && ts.isTemplateExpression(template);
        }
        return;
      }
      if (ts.isArrowFunction(each)) return callback(each, next);
      if (ts.isObjectLiteralExpression(each)) return keys(each, next);
      if (ts.isConditionalExpression(each)) {
        next(each.whenTrue);
        return next(each.whenFalse);
      }
      if (ts.isBinaryExpression(each)) {
        next(each.left);
        return next(each.right);
      }
      if (ts.isSpreadElement(each)) return next(each.expression);
      if (ts.isArrayLiteralExpression(each)) for (const item of each.elements) next(item);
    }

    type Next = (child: ts.Node, operator?: string | null) => void;

    function call(each: ts.CallExpression, next: Next): void {
      const { expression: callee } = each;
      const own = ts.isIdentifier(callee)
        ? callee.text
        : ts.isPropertyAccessExpression(callee)
          ? callee.name.text
          : null;
      const kind = ts.isIdentifier(callee) ? kinds.of(callee, module) : null;
      const isOperator = kind?.is === 'drizzle' || (own !== null && operators.has(own));
      if (isOperator) {
        for (const argument of each.arguments) next(argument, own);
        return;
      }
      // A helper makes it: its text may hold the columns, of which nobody knows.
      isWhole = false;
      for (const argument of each.arguments) next(argument, null);
    }

    function member(each: ts.PropertyAccessExpression, operator: string | null): void {
      const kind = kinds.of(each, module);
      if (kind?.is === 'column') {
        columns.push({
          table: bind(kind.table, each.expression.getText()),
          property: kind.property,
          operator,
          value: otherSide(each),
        });
        return;
      }
      if (table && isOwnParameter(each.expression)) {
        columns.push({ table, property: each.name.text, operator, value: otherSide(each) });
        return;
      }
      if (operator === null) isWhole = false;
    }

    function name(each: ts.Identifier, next: Next): void {
      if (each.text === 'undefined') return;
      const declaration = declarationOf(each.text, each);
      if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) {
        const kind = kinds.of(each, module);
        if (!isValueSide(each) && kind?.is !== 'table') isWhole = false;
        return;
      }
      if (isValueSide(each)) return;
      next(declaration.initializer);
      for (const push of pushesTo(each.text, declaration)) next(push);
    }

    /** `(users, { eq }) => eq(users.id, id)` */
    function callback(each: ts.ArrowFunction, next: Next): void {
      if (!ts.isBlock(each.body)) return next(each.body);
      const returned = each.body.statements.find((statement) => ts.isReturnStatement(statement));
      if (returned?.expression) next(returned.expression);
      else isWhole = false;
    }

    /** Drizzle 1 takes conditions as an object. */
    function keys(each: ts.ObjectLiteralExpression, next: Next): void {
      for (const property of each.properties) {
        const own = property.name ? textOfName(property.name) : null;
        if (own === null || !table) {
          isWhole = false;
          continue;
        }
        if (/^(?:AND|OR|NOT)$/.test(own) && ts.isPropertyAssignment(property)) {
          next(property.initializer);
          continue;
        }
        if (own === 'RAW') isWhole = false;
        const value = ts.isPropertyAssignment(property) ? property.initializer.getText() : own;
        columns.push({ table, property: own, operator: 'eq', value });
      }
    }

    /** Whether a name is the first parameter of the callback that the condition is. */
    function isOwnParameter(each: ts.Expression): boolean {
      if (!ts.isIdentifier(each)) return false;
      const declaration = declarationOf(each.text, each);
      return (
        declaration !== null &&
        ts.isParameter(declaration) &&
        declaration.parent.parameters[0] === declaration &&
        node.pos <= declaration.pos &&
        declaration.end <= node.end
      );
    }

    look(node, null, 0);
    return { columns, isWhole };
  };
}

/** Drizzle's operators as callbacks are given them. */
const operators: ReadonlySet<string> = new Set(
  (
    'and or not eq ne gt gte lt lte isNull isNotNull inArray notInArray exists notExists between ' +
    'notBetween like ilike notLike notIlike arrayContains arrayContained arrayOverlaps sql'
  ).split(' '),
);

type Wrapper =
  ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression | ts.SatisfiesExpression;

function isWrapper(node: ts.Node): node is Wrapper {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  );
}

/** Whether a node is a value that a column is compared with: a later argument of an operator. */
function isValueSide(node: ts.Node): boolean {
  let child = node;
  while (isWrapper(child.parent)) child = child.parent;
  const { parent } = child;
  if (!ts.isCallExpression(parent)) return ts.isTemplateSpan(parent);
  const name = parent.expression.getText();
  const isLogical = /^(?:.*\.)?(?:and|or|not|filter)$/.test(name);
  return !isLogical && parent.arguments.indexOf(child as ts.Expression) > 0;
}

/** The second argument of an operator whose first is the node. */
function otherSide(node: ts.Expression): string | null {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return null;
  return parent.arguments[1]?.getText() ?? null;
}

/** What is pushed to a list, in the function that has it. */
function pushesTo(name: string, declaration: ts.VariableDeclaration): ts.Expression[] {
  const found: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === `${name}.push`) {
      found.push(...node.arguments);
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      node.left.getText() === name
    ) {
      found.push(node.right);
    }
    ts.forEachChild(node, look);
  };
  look(declaration.parent.parent.parent);
  return found;
}
