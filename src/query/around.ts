import ts from '../drizzle/typescript.cjs';

/** The function that a node stands in; null at the top of a file. */
export function functionOf(node: ts.Node): ts.SignatureDeclaration | null {
  for (let around: ts.Node | undefined = node.parent; around; around = around.parent) {
    if (ts.isFunctionLike(around)) return around;
  }
  return null;
}

/** The name of the nearest function around a node that has one. */
export function functionNameOf(node: ts.Node): string | null {
  for (let around = functionOf(node); around; around = functionOf(around)) {
    const { parent } = around;
    const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
    const name = around.name ?? (isNamed ? parent.name : null);
    if (name) return name.getText();
  }
  return null;
}

/**
 * The list of statements that a node is a statement of, by its offset; null where it is only part
 * of one that may not run.
 */
export function blockOf(node: ts.Node): number | null {
  for (let child = node; ; child = child.parent) {
    const { parent } = child;
    if (!parent || ts.isFunctionLike(parent)) return null;
    if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseClause(parent)) {
      return parent.getStart();
    }
    if (ts.isConditionalExpression(parent) && parent.condition !== child) return null;
    if (ts.isBinaryExpression(parent) && isShortcut(parent) && parent.right === child) return null;
    if (ts.isStatement(parent) && !isPlain(parent)) return null;
  }
}

function isPlain(node: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isReturnStatement(node)
  );
}

function isShortcut({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** How people look for PostgreSQL's error of a unique constraint. */
export const uniqueViolation =
  /23505|unique[_ ]?violation|isUnique\w*|duplicate key|UniqueConstraint|isDuplicate\w*/i;

/** Whether a `catch` around a node, in its function, looks for what violates a unique constraint. */
export function catchesUnique(node: ts.Node): boolean {
  let child = node;
  for (let around = node.parent; around; child = around, around = around.parent) {
    if (ts.isTryStatement(around) && around.tryBlock === child && around.catchClause) {
      if (uniqueViolation.test(around.catchClause.getText())) return true;
    }
    if (ts.isFunctionLike(around) && !isCallback(around)) return false;
  }
  return false;
}

function isCallback(node: ts.SignatureDeclaration): boolean {
  return ts.isArrowFunction(node) && ts.isCallExpression(node.parent);
}
