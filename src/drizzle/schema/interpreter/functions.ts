import ts from '../../typescript.cjs';
import { passToHost } from './coerce.ts';
import { evaluate } from './expressions.ts';
import { makeList } from './members.ts';
import { bindPattern } from './patterns.ts';
import { type Scope, innerScope } from './scope.ts';
import { runBody } from './statements.ts';
import { Opaque, spotOf } from './values.ts';

type FunctionNode =
  ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

/**
 * A function of the files. The function of JavaScript that stands for it is what Drizzle gets as
 * a callback; what it returns to Drizzle must be known.
 */
export function makeClosure(node: FunctionNode, scope: Scope): unknown {
  const isAsync =
    (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Async) !== 0;
  if (isAsync || node.asteriskToken) {
    return new Opaque('an async or generator function', spotOf(node, scope.module));
  }
  const { run } = scope;
  const call = (args: readonly unknown[]): unknown =>
    run.budget.nested(() => callFunction(node, args, scope));
  const stand = (...args: unknown[]): unknown =>
    passToHost(call(args), run, spotOf(node, scope.module));
  run.closures.set(stand, call);
  return stand;
}

function callFunction(node: FunctionNode, args: readonly unknown[], outer: Scope): unknown {
  const scope = innerScope(outer);
  const declare = (name: string, value: unknown) => scope.variables.set(name, { value });
  if (ts.isFunctionExpression(node) && node.name) {
    declare(node.name.text, new Opaque('a function that names itself', spotOf(node, outer.module)));
  }
  node.parameters.forEach((parameter, index) => {
    const given = parameter.dotDotDotToken ? makeList(args.slice(index), scope.run) : args[index];
    const value =
      given === undefined && parameter.initializer ? evaluate(parameter.initializer, scope) : given;
    bindPattern(parameter.name, value, scope, declare);
  });
  if (!node.body) return undefined;
  return ts.isBlock(node.body) ? runBody(node.body, scope) : evaluate(node.body, scope);
}
