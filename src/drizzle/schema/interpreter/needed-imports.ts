import ts from '../../typescript.cjs';
import { runtimeMethods } from './host-kinds.ts';
import type { ModuleFile } from './module-file.ts';

const known = new WeakMap<ModuleFile, ReadonlySet<string>>();

/**
 * The modules whose values a module may use while it declares its schema, so that they are fetched
 * together. Types, and what only runs in the application, are no use of a value.
 */
export function neededImports(module: ModuleFile): ReadonlySet<string> {
  const found = known.get(module) ?? findImports(module);
  known.set(module, found);
  return found;
}

function findImports({ source, bindings }: ModuleFile): ReadonlySet<string> {
  const specifiers = new Set<string>();

  function look(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isClassDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      const binding = bindings.get(node.text);
      if (binding?.kind === 'import') specifiers.add(binding.specifier);
      return;
    }
    if (isRuntimeCall(node)) look(node.expression);
    else ts.forEachChild(node, look);
  }

  ts.forEachChild(source, look);
  return specifiers;
}

function isRuntimeCall(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    runtimeMethods.has(node.expression.name.text)
  );
}
