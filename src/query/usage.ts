import ts from '../drizzle/typescript.cjs';
import type { Usage } from './model.ts';
import { declarationOf } from './scopes.ts';

/** What is done with rows, gathered while it is in sight. */
interface Gathered {
  readonly columns: Set<string>;
  counted: 'number' | 'existence' | null;
  isRead: boolean;
}

const deepest = 12;

/** Methods of lists that hand each row to a callback, and those that give rows again. */
const perRow = /^(?:map|forEach|filter|find|some|every|flatMap|findLast)$/;
const givesRows = /^(?:filter|slice|toSorted|sort|reverse|toReversed)$/;

/** What becomes of the rows of a query; null where some of it is not in sight. */
export function usageOf(query: ts.Expression, isOne: boolean): Usage | null {
  const gathered: Gathered = { columns: new Set(), counted: null, isRead: false };
  if (!follow(query, isOne ? 'row' : 'rows', gathered, 0)) return null;
  const { columns, counted, isRead } = gathered;
  return { columns, onlyCounted: isRead ? null : counted };
}

/** The columns that are read of the rows of a query, as far as that stands in sight. */
export function columnsReadOf(query: ts.Expression, isOne: boolean): ReadonlySet<string> {
  const gathered: Gathered = { columns: new Set(), counted: null, isRead: false };
  follow(query, isOne ? 'row' : 'rows', gathered, 0);
  return gathered.columns;
}

/** Whether something holds for all, each of which is looked at. */
function forAll<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  let result = true;
  for (const item of items) if (!holds(item)) result = false;
  return result;
}

/** Follows the value of an expression; false where it gets out of sight. */
function follow(node: ts.Expression, what: 'rows' | 'row', into: Gathered, depth: number): boolean {
  if (depth > deepest) return false;
  const { parent } = node;
  if (
    ts.isAwaitExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent)
  ) {
    return follow(parent, what, into, depth + 1);
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    return followName(parent.name, parent, what, into, depth);
  }
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    return what === 'row' ? column(parent, into) : ofRows(parent, into, depth);
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === node && what === 'rows') {
    return follow(parent, 'row', into, depth + 1);
  }
  if (ts.isForOfStatement(parent) && parent.expression === node && what === 'rows') {
    const { initializer } = parent;
    const name = ts.isVariableDeclarationList(initializer) && initializer.declarations[0]?.name;
    return name ? followName(name, parent, 'row', into, depth) : false;
  }
  if (ts.isArrayLiteralExpression(parent)) return followAll(node, parent, what, into, depth);
  return isCondition(node, parent) && what === 'row' ? true : false;
}

/** `const [one, two] = await Promise.all([query, other])` */
function followAll(
  node: ts.Expression,
  list: ts.ArrayLiteralExpression,
  what: 'rows' | 'row',
  into: Gathered,
  depth: number,
): boolean {
  const call = list.parent;
  if (!ts.isCallExpression(call) || call.expression.getText() !== 'Promise.all') return false;
  const awaited = call.parent;
  if (!ts.isAwaitExpression(awaited) || !ts.isVariableDeclaration(awaited.parent)) return false;
  const { name } = awaited.parent;
  if (!ts.isArrayBindingPattern(name)) return false;
  const element = name.elements[list.elements.indexOf(node)];
  if (!element || !ts.isBindingElement(element)) return false;
  return followName(element.name, awaited.parent, what, into, depth);
}

function followName(
  name: ts.BindingName,
  declaration: ts.Node,
  what: 'rows' | 'row',
  into: Gathered,
  depth: number,
): boolean {
  if (ts.isArrayBindingPattern(name)) {
    if (what === 'row') return false;
    into.isRead = true;
    return forAll(
      name.elements,
      (each) =>
        !ts.isBindingElement(each) ||
        (!each.dotDotDotToken && followName(each.name, declaration, 'row', into, depth + 1)),
    );
  }
  if (ts.isObjectBindingPattern(name)) {
    if (what === 'rows') return false;
    into.isRead = true;
    return forAll(name.elements, (each) => {
      if (each.dotDotDotToken) return false;
      const own = each.propertyName ?? each.name;
      if (!ts.isIdentifier(own)) return false;
      into.columns.add(own.text);
      return true;
    });
  }
  const uses = usesOf(name);
  return uses !== null && forAll(uses, (use) => follow(use, what, into, depth + 1));
}

/** All mentions of a name after its declaration; null for one that is assigned again. */
function usesOf(name: ts.Identifier): ts.Identifier[] | null {
  const scope = scopeOf(name);
  const uses: ts.Identifier[] = [];
  let isWritten = false;
  const look = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && isValue(node)) {
      const declaration = declarationOf(node.text, node);
      if (declaration?.name === name) uses.push(node);
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      node.left.getText() === name.text
    ) {
      isWritten = true;
    }
    ts.forEachChild(node, look);
  };
  look(scope);
  return isWritten ? null : uses;
}

function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return true;
}

function scopeOf(node: ts.Node): ts.Node {
  let around = node.parent;
  while (around.parent && !ts.isFunctionLike(around) && !ts.isSourceFile(around)) {
    around = around.parent;
  }
  return around;
}

function column(access: ts.PropertyAccessExpression, into: Gathered): boolean {
  into.isRead = true;
  into.columns.add(access.name.text);
  return true;
}

/** What is done with a list of rows: `rows.length`, `rows.map((row) => …)`. */
function ofRows(access: ts.PropertyAccessExpression, into: Gathered, depth: number): boolean {
  const name = access.name.text;
  if (name === 'length') {
    const counted = asksExistence(access) ? 'existence' : 'number';
    into.counted = into.counted === 'number' ? 'number' : counted;
    return true;
  }
  into.isRead = true;
  const call = access.parent;
  if (!ts.isCallExpression(call) || call.expression !== access) return false;
  if (name === 'at') return follow(call, 'row', into, depth + 1);
  const [callback] = call.arguments;
  if (perRow.test(name)) {
    if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) {
      return false;
    }
    const [row] = callback.parameters;
    if (row && !followName(row.name, callback, 'row', into, depth + 1)) return false;
  }
  if (name === 'find' || name === 'findLast') return follow(call, 'row', into, depth + 1);
  if (givesRows.test(name)) return follow(call, 'rows', into, depth + 1);
  return perRow.test(name);
}

/** `rows.length > 0`, `!rows.length`, `if (rows.length)` */
function asksExistence(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const isNothing = (each: ts.Expression): boolean => each.getText() === '0';
    const isOne =
      parent.right.getText() === '1' && /^(?:>=|<)$/.test(parent.operatorToken.getText());
    if (isNothing(parent.left) || isNothing(parent.right) || isOne) return true;
  }
  return isCondition(node, parent);
}

function isCondition(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isPrefixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.ExclamationToken;
  }
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === node;
  const isComparison = /^[!=]==?$/.test(parent.operatorToken.getText());
  const other = parent.left === node ? parent.right : parent.left;
  return isComparison && /^(?:null|undefined)$/.test(other.getText());
}
