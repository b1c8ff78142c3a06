import ts from '../drizzle/typescript.cjs';

/** What gives a name its meaning. */
export type Declaration =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration
  | ts.EnumDeclaration
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport;

type Names = ReadonlyMap<string, Declaration>;

const known = new WeakMap<ts.Node, Names>();

/** What a name means at a node; null where nothing in the file declares it. */
export function declarationOf(name: string, at: ts.Node): Declaration | null {
  for (let node: ts.Node | undefined = at; node; node = node.parent) {
    const found = namesOf(node)?.get(name);
    if (found) return found;
  }
  return null;
}

/** What a file declares at its top. */
export function topNames(source: ts.SourceFile): Names {
  return namesOf(source) ?? new Map();
}

function namesOf(node: ts.Node): Names | null {
  if (!isScope(node)) return null;
  const found = known.get(node) ?? collect(node);
  known.set(node, found);
  return found;
}

function isScope(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isFunctionLike(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCatchClause(node)
  );
}

function collect(node: ts.Node): Names {
  const names = new Map<string, Declaration>();
  const add = (declaration: Declaration): void => {
    const { name } = declaration;
    if (!name) return;
    if (ts.isIdentifier(name)) names.set(name.text, declaration);
    else if (!ts.isStringLiteral(name)) for (const each of elementsOf(name)) add(each);
  };
  const addList = (list: ts.Node | undefined): void => {
    if (list && ts.isVariableDeclarationList(list)) list.declarations.forEach(add);
  };

  if (ts.isFunctionLike(node)) node.parameters.forEach((each) => ts.isParameter(each) && add(each));
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    addList(node.initializer);
  }
  if (ts.isCatchClause(node) && node.variableDeclaration) add(node.variableDeclaration);
  for (const statement of statementsOf(node)) {
    if (ts.isVariableStatement(statement)) addList(statement.declarationList);
    else if (ts.isImportDeclaration(statement)) addImport(statement, add);
    else if (isNamed(statement)) add(statement);
  }
  return names;
}

function statementsOf(node: ts.Node): readonly ts.Statement[] {
  if (ts.isSourceFile(node) || ts.isBlock(node)) return node.statements;
  if (ts.isCaseBlock(node)) return node.clauses.flatMap(({ statements }) => [...statements]);
  return [];
}

function isNamed(
  node: ts.Node,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration
  | ts.EnumDeclaration {
  return (
    (ts.isFunctionDeclaration(node) && node.body !== undefined) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function elementsOf(pattern: ts.BindingPattern): ts.BindingElement[] {
  return [...pattern.elements].filter((each) => ts.isBindingElement(each));
}

function addImport(
  { importClause }: ts.ImportDeclaration,
  add: (declaration: Declaration) => void,
): void {
  if (!importClause) return;
  if (importClause.name) add(importClause);
  const { namedBindings } = importClause;
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) add(namedBindings);
  else namedBindings.elements.forEach(add);
}
