import ts from '../../typescript.cjs';
import { evaluate } from './expressions.ts';
import { makeClosure } from './functions.ts';
import { bindPattern } from './patterns.ts';
import { type Scope, innerScope, refuse } from './scope.ts';
import { truth } from './truth.ts';
import { Opaque, spotOf } from './values.ts';

/** How a statement ended, where it did not simply end. */
type Outcome = { readonly value: unknown } | 'break' | 'continue' | null;

/** Runs the body of a function and gives what it returns. */
export function runBody(body: ts.Block, scope: Scope): unknown {
  const outcome = runBlock(body.statements, scope);
  return typeof outcome === 'object' && outcome ? outcome.value : undefined;
}

/** Runs a statement of the top level for what it changes. */
export function runStatement(statement: ts.Statement, scope: Scope): void {
  run(statement, scope);
}

function runBlock(statements: readonly ts.Statement[], scope: Scope): Outcome {
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
    scope.variables.set(statement.name.text, { value: makeClosure(statement, scope) });
  }
  for (const statement of statements) {
    const outcome = run(statement, scope);
    if (outcome) return outcome;
  }
  return null;
}

function run(statement: ts.Statement, scope: Scope): Outcome {
  scope.run.budget.step();
  if (ts.isReturnStatement(statement)) {
    return { value: statement.expression ? evaluate(statement.expression, scope) : undefined };
  }
  if (ts.isVariableStatement(statement)) return declareAll(statement.declarationList, scope);
  if (ts.isExpressionStatement(statement)) {
    evaluate(statement.expression, scope);
    return null;
  }
  if (ts.isBlock(statement)) return runBlock(statement.statements, innerScope(scope));
  if (ts.isIfStatement(statement)) return runIf(statement, scope);
  if (ts.isForOfStatement(statement)) return runForOf(statement, scope);
  if (ts.isForStatement(statement)) return runFor(statement, innerScope(scope));
  if (ts.isWhileStatement(statement)) {
    return loop(
      () => holds(statement.expression, scope),
      () => run(statement.statement, scope),
    );
  }
  if (ts.isBreakStatement(statement)) return 'break';
  if (ts.isContinueStatement(statement)) return 'continue';
  if (isWithoutEffect(statement)) return null;
  throw refuse(`a ${ts.SyntaxKind[statement.kind] ?? 'statement'}`, statement, scope);
}

function isWithoutEffect(statement: ts.Statement): boolean {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isEmptyStatement(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );
}

function declareAll(list: ts.VariableDeclarationList, scope: Scope): null {
  for (const { name, initializer } of list.declarations) {
    const value = initializer ? evaluate(initializer, scope) : undefined;
    bindPattern(name, value, scope, (each, part) => scope.variables.set(each, { value: part }));
  }
  return null;
}

function holds(condition: ts.Expression, scope: Scope): boolean {
  return truth(evaluate(condition, scope), spotOf(condition, scope.module));
}

function runIf(statement: ts.IfStatement, scope: Scope): Outcome {
  const { expression, thenStatement, elseStatement } = statement;
  if (holds(expression, scope)) return run(thenStatement, innerScope(scope));
  return elseStatement ? run(elseStatement, innerScope(scope)) : null;
}

function runForOf(
  { initializer, expression, statement }: ts.ForOfStatement,
  scope: Scope,
): Outcome {
  const list = evaluate(expression, scope);
  if (list instanceof Opaque) throw refuse(list.why, expression, scope);
  if (!Array.isArray(list)) throw refuse('what is looped over is no list', expression, scope);
  if (!ts.isVariableDeclarationList(initializer)) {
    throw refuse('a loop over a variable that stands outside', initializer, scope);
  }
  const name = initializer.declarations[0]!.name;
  for (const item of list as unknown[]) {
    const inner = innerScope(scope);
    bindPattern(name, item, inner, (each, value) => inner.variables.set(each, { value }));
    const outcome = run(statement, inner);
    if (outcome === 'break') break;
    if (outcome && outcome !== 'continue') return outcome;
  }
  return null;
}

function runFor(node: ts.ForStatement, scope: Scope): Outcome {
  const { initializer, condition, incrementor, statement } = node;
  if (initializer && ts.isVariableDeclarationList(initializer)) declareAll(initializer, scope);
  else if (initializer) evaluate(initializer, scope);
  return loop(
    () => !condition || holds(condition, scope),
    () => run(statement, innerScope(scope)),
    () => incrementor && evaluate(incrementor, scope),
  );
}

function loop(
  goesOn: () => boolean,
  body: () => Outcome,
  after: () => unknown = () => null,
): Outcome {
  while (goesOn()) {
    const outcome = body();
    if (outcome === 'break') return null;
    if (outcome && outcome !== 'continue') return outcome;
    after();
  }
  return null;
}
