import ts from './typescript.cjs';
import { callKnown, fileNames } from './config-paths.ts';
import { type Value, isUnknown, unknownValue } from './config-value.ts';

/** A chain of names that leads further than this is a circle, or nobody's configuration. */
const deepest = 50;

/** What evaluating needs of the file. */
interface Module {
  readonly path: string;
  /** The values of the constants on its top level, by name. */
  readonly constants: ReadonlyMap<string, ts.Expression>;
}

/**
 * The value that a module exports as its default (`export default`, `export =`, `module.exports`),
 * or a JSON file holds, as far as its text tells.
 */
export function readModuleValue(text: string, path: string): Value {
  const kind = path.endsWith('.json') ? ts.ScriptKind.JSON : ts.ScriptKind.TS;
  try {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false, kind);
    const exported = exportedBy(source);
    return exported
      ? evaluate(exported, { path, constants: constantsOf(source) }, 0)
      : unknownValue;
  } catch (error) {
    // The parser recurses, and hostile nesting ends its stack.
    if (error instanceof RangeError) return unknownValue;
    throw error;
  }
}

function exportedBy(source: ts.SourceFile): ts.Expression | null {
  for (const statement of source.statements.toReversed()) {
    if (ts.isExportAssignment(statement)) return statement.expression;
    if (!ts.isExpressionStatement(statement)) continue;
    const { expression } = statement;
    if (source.fileName.endsWith('.json')) return expression;
    if (!ts.isBinaryExpression(expression)) continue;
    if (expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) continue;
    if (/^(?:module\.exports|(?:module\.)?exports\.default)$/.test(dotted(expression.left))) {
      return expression.right;
    }
  }
  return exportedName(source);
}

/** `export { config as default }` */
function exportedName(source: ts.SourceFile): ts.Expression | null {
  const names = source.statements.flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement) && !statement.moduleSpecifier;
    const { exportClause } = clause ? statement : {};
    return exportClause && ts.isNamedExports(exportClause) ? [...exportClause.elements] : [];
  });
  const name = names.find((each) => each.name.text === 'default')?.propertyName;
  return name && ts.isIdentifier(name) ? name : null;
}

function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    if (!(flags & ts.NodeFlags.Const)) continue;
    for (const { name, initializer } of declarations) {
      if (ts.isIdentifier(name) && initializer) constants.set(name.text, initializer);
    }
  }
  return constants;
}

function evaluate(node: ts.Expression, module: Module, depth: number): Value {
  if (depth > deepest) return unknownValue;
  const next = (child: ts.Expression): Value => evaluate(child, module, depth + 1);

  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (isWrapper(node)) return next(node.expression);
  if (ts.isTemplateExpression(node)) return templateOf(node, next);
  if (ts.isArrayLiteralExpression(node)) return arrayOf(node, next);
  if (ts.isObjectLiteralExpression(node)) return objectOf(node, next);
  if (ts.isConditionalExpression(node)) return sameOf(next(node.whenTrue), next(node.whenFalse));
  if (ts.isBinaryExpression(node)) return binaryOf(node, next);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return callOf(node, module, next);
  if (ts.isPropertyAccessExpression(node)) return memberOf(node, module, next);
  if (ts.isIdentifier(node)) return nameOf(node, module, next);
  return keywords.get(node.kind) ?? unknownValue;
}

const keywords: ReadonlyMap<ts.SyntaxKind, Value> = new Map([
  [ts.SyntaxKind.TrueKeyword, true],
  [ts.SyntaxKind.FalseKeyword, false],
]);

type Next = (node: ts.Expression) => Value;

/** What says something of a value's type only. */
function isWrapper(node: ts.Expression): node is ts.Expression & { expression: ts.Expression } {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

function nameOf(node: ts.Identifier, { path, constants }: Module, next: Next): Value {
  if (node.text === 'undefined') return undefined;
  const constant = constants.get(node.text);
  if (constant) return next(constant);
  return fileNames(path).get(node.text) ?? unknownValue;
}

function memberOf(node: ts.PropertyAccessExpression, { path }: Module, next: Next): Value {
  const known = fileNames(path).get(dotted(node));
  if (known !== undefined) return known;
  const object = next(node.expression);
  if (object instanceof Map) return memberOfMap(object, node.name.text);
  // Of a URL, which is its path here.
  const isPath = typeof object === 'string' && /^(?:pathname|href)$/.test(node.name.text);
  return isPath ? object : unknownValue;
}

function memberOfMap(object: ReadonlyMap<string, Value>, name: string): Value {
  if (object.has(name)) return object.get(name);
  return object.has('...') ? unknownValue : undefined;
}

function templateOf(node: ts.TemplateExpression, next: Next): Value {
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const value = next(expression);
    if (typeof value !== 'string' && typeof value !== 'number') return unknownValue;
    text += `${value}${literal.text}`;
  }
  return text;
}

function arrayOf(node: ts.ArrayLiteralExpression, next: Next): Value {
  const values: Value[] = [];
  for (const element of node.elements) {
    if (!ts.isSpreadElement(element)) {
      values.push(next(element));
      continue;
    }
    const spread = next(element.expression);
    if (!Array.isArray(spread)) return unknownValue;
    values.push(...(spread as readonly Value[]));
  }
  return values;
}

/** A later member takes precedence; one that is not known may be any, or take any's place. */
function objectOf(node: ts.ObjectLiteralExpression, next: Next): Value {
  const members = new Map<string, Value>();
  for (const property of node.properties) {
    const own = membersOf(property, next);
    if (own.has('...')) for (const name of members.keys()) members.set(name, unknownValue);
    for (const [name, value] of own) members.set(name, value);
  }
  return members;
}

const anything: ReadonlyMap<string, Value> = new Map([['...', unknownValue]]);

function membersOf(property: ts.ObjectLiteralElementLike, next: Next): ReadonlyMap<string, Value> {
  if (ts.isSpreadAssignment(property)) {
    const spread = next(property.expression);
    return spread instanceof Map ? spread : anything;
  }
  const name = propertyName(property.name);
  if (name === null) return anything;
  if (ts.isPropertyAssignment(property)) return new Map([[name, next(property.initializer)]]);
  if (ts.isShorthandPropertyAssignment(property)) return new Map([[name, next(property.name)]]);
  return new Map([[name, unknownValue]]);
}

function propertyName(name: ts.PropertyName): string | null {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : null;
}

function sameOf(one: Value, other: Value): Value {
  return one === other ? one : unknownValue;
}

/** A variable of the environment is not set where nobody says otherwise, so that its default counts. */
function binaryOf({ left, operatorToken, right }: ts.BinaryExpression, next: Next): Value {
  const { kind } = operatorToken;
  if (kind === ts.SyntaxKind.PlusToken) {
    const [one, other] = [next(left), next(right)];
    return typeof one === 'string' && typeof other === 'string' ? one + other : unknownValue;
  }
  const isDefault =
    kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  if (!isDefault) return unknownValue;
  if (/^(?:process|import\.meta|Bun)\.env\.\w+$/.test(dotted(left))) return next(right);
  const value = next(left);
  if (isUnknown(value)) return unknownValue;
  const isGiven =
    kind === ts.SyntaxKind.BarBarToken ? Boolean(value) : value !== null && value !== undefined;
  return isGiven ? value : next(right);
}

function callOf(node: ts.CallExpression | ts.NewExpression, { path }: Module, next: Next): Value {
  const callee = dotted(node.expression);
  const [first] = node.arguments ?? [];
  if (first && /(?:^|\.)defineConfig$/.test(callee)) return next(first);
  const values = (node.arguments ?? []).map(next);
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === values.length ? callKnown(callee, texts, path) : unknownValue;
}

/** `a.b.c` as a text; empty for anything else. */
function dotted(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isMetaProperty(node)) return `import.${node.name.text}`;
  if (ts.isNonNullExpression(node)) return dotted(node.expression);
  if (!ts.isPropertyAccessExpression(node)) return '';
  const object = dotted(node.expression);
  return object === '' ? '' : `${object}.${node.name.text}`;
}
