import ts from '../../typescript.cjs';

/** How a name gets its value on the top level of a module. */
export type Binding =
  | { readonly kind: 'variable'; readonly declaration: ts.VariableDeclaration }
  | { readonly kind: 'function'; readonly declaration: ts.FunctionDeclaration }
  | { readonly kind: 'enum'; readonly declaration: ts.EnumDeclaration }
  | { readonly kind: 'expression'; readonly expression: ts.Expression }
  | { readonly kind: 'opaque'; readonly node: ts.Node; readonly why: string }
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string };

/** The name under which `import * as` and `export * as` take a whole module. */
export const wholeModule = '*';

/** What a name that is exported stands for: a binding of the module, or another module's export. */
export type Export =
  { readonly local: string } | { readonly specifier: string; readonly name: string };

/** A module, parsed and indexed by the names on its top level. Nothing of it is evaluated. */
export interface ModuleFile {
  readonly path: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Export>;
  /** The modules of `export * from`. */
  readonly stars: readonly string[];
  /** Statements that change what a name holds, such as `users.enableRLS()`, by that name. */
  readonly changes: ReadonlyMap<string, readonly ts.Statement[]>;
  /** The first error of syntax, and where it is. */
  readonly problem: { readonly message: string; readonly start: number } | null;
}

/** Parses a module. Throws `RangeError` where the text nests deeper than the parser can follow. */
export function parseModule(path: string, text: string): ModuleFile {
  const options = {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  const source = ts.createSourceFile(path, text, options, false, scriptKind(path));
  const bindings = new Map<string, Binding>();
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  const changes = new Map<string, ts.Statement[]>();
  const index = { bindings, exports, stars, changes };
  if (path.endsWith('.json')) indexJson(source, index);
  else for (const statement of source.statements) indexStatement(statement, index);
  return { path, text, source, ...index, problem: problemOf(source) };
}

interface Index {
  readonly bindings: Map<string, Binding>;
  readonly exports: Map<string, Export>;
  readonly stars: string[];
  readonly changes: Map<string, ts.Statement[]>;
}

function scriptKind(path: string): ts.ScriptKind {
  if (path.endsWith('.json')) return ts.ScriptKind.JSON;
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  return /\.[cm]?ts$/.test(path) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
}

/** TypeScript keeps the errors of its parser on the tree, but not in its public type. */
function problemOf(source: ts.SourceFile): ModuleFile['problem'] {
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: ts.DiagnosticWithLocation[] };
  const error = parseDiagnostics[0];
  if (!error) return null;
  return { message: ts.flattenDiagnosticMessageText(error.messageText, ' '), start: error.start };
}

function indexJson(source: ts.SourceFile, { bindings, exports }: Index): void {
  const statement = source.statements[0];
  if (!statement || !ts.isExpressionStatement(statement)) return;
  bindings.set('default', { kind: 'expression', expression: statement.expression });
  exports.set('default', { local: 'default' });
}

function indexStatement(statement: ts.Statement, index: Index): void {
  if (ts.isImportDeclaration(statement)) return indexImport(statement, index);
  if (ts.isExportDeclaration(statement)) return indexExport(statement, index);
  if (ts.isExportAssignment(statement)) {
    index.bindings.set('default', { kind: 'expression', expression: statement.expression });
    index.exports.set('default', { local: 'default' });
    return;
  }
  if (ts.isVariableStatement(statement)) {
    const exported = isExported(statement);
    for (const declaration of statement.declarationList.declarations) {
      const names = namesOf(declaration.name);
      for (const name of names) declare(index, name, { kind: 'variable', declaration }, exported);
    }
    return;
  }
  const declared = declaredBy(statement);
  if (declared) {
    const { name, binding } = declared;
    const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
    declare(index, name, binding, isExported(statement) && !isDefault);
    if (isDefault) index.exports.set('default', { local: name });
    return;
  }
  for (const name of changedBy(statement)) {
    index.changes.set(name, [...(index.changes.get(name) ?? []), statement]);
  }
}

/** The body of an overload declares nothing more than its implementation. */
function declaredBy(statement: ts.Statement): { name: string; binding: Binding } | null {
  if (ts.isFunctionDeclaration(statement)) {
    if (!statement.body) return null;
    const binding: Binding = { kind: 'function', declaration: statement };
    return { name: statement.name?.text ?? 'default', binding };
  }
  if (ts.isEnumDeclaration(statement)) {
    return { name: statement.name.text, binding: { kind: 'enum', declaration: statement } };
  }
  if (ts.isClassDeclaration(statement)) {
    const binding: Binding = { kind: 'opaque', node: statement, why: 'a class' };
    return { name: statement.name?.text ?? 'default', binding };
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    const binding: Binding = { kind: 'opaque', node: statement, why: 'import =' };
    return { name: statement.name.text, binding };
  }
  return null;
}

function declare(index: Index, name: string, binding: Binding, exported: boolean): void {
  index.bindings.set(name, binding);
  if (exported) index.exports.set(name, { local: name });
}

function indexImport({ importClause, moduleSpecifier }: ts.ImportDeclaration, index: Index): void {
  if (!importClause || !ts.isStringLiteral(moduleSpecifier)) return;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  const specifier = moduleSpecifier.text;
  const { name, namedBindings } = importClause;
  if (name) index.bindings.set(name.text, { kind: 'import', specifier, name: 'default' });
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) {
    const local = namedBindings.name.text;
    index.bindings.set(local, { kind: 'import', specifier, name: wholeModule });
    return;
  }
  for (const { isTypeOnly, propertyName, name: local } of namedBindings.elements) {
    if (isTypeOnly) continue;
    const imported = (propertyName ?? local).text;
    index.bindings.set(local.text, { kind: 'import', specifier, name: imported });
  }
}

function indexExport(statement: ts.ExportDeclaration, { exports, stars }: Index): void {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement;
  if (isTypeOnly) return;
  const specifier =
    moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
  if (!exportClause) {
    if (specifier !== null) stars.push(specifier);
    return;
  }
  if (ts.isNamespaceExport(exportClause)) {
    if (specifier !== null) exports.set(exportClause.name.text, { specifier, name: wholeModule });
    return;
  }
  for (const { isTypeOnly: isType, propertyName, name } of exportClause.elements) {
    if (isType) continue;
    const own = (propertyName ?? name).text;
    exports.set(name.text, specifier === null ? { local: own } : { specifier, name: own });
  }
}

/** All names that a pattern declares. */
function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? namesOf(each.name) : []));
}

/** The names at the root of what a statement calls or assigns to: `users` in `users.enableRLS()`. */
function changedBy(statement: ts.Statement): Set<string> {
  const names = new Set<string>();

  function look(node: ts.Node): void {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      addRoot(node.expression);
    }
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      addRoot(node.left);
    }
    ts.forEachChild(node, look);
  }

  function addRoot(node: ts.Node): void {
    let root = node;
    while (
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isCallExpression(root)
    ) {
      root = root.expression;
    }
    if (ts.isIdentifier(root)) names.add(root.text);
  }

  look(statement);
  return names;
}

function isExported(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers ?? []).some((each) => each.kind === kind);
}

/** Whether an operator assigns: `=`, `+=`, `??=` and the like. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
