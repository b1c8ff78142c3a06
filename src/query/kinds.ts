import ts from '../drizzle/typescript.cjs';
import { type Found, type Library, type Module, wholeModule } from './library.ts';
import { type Declaration, declarationOf } from './scopes.ts';
import { typeKinds } from './type-kinds.ts';

/** What an expression stands for, as far as queries need it. */
export type Kind =
  | { readonly is: 'database'; readonly scope: Scope; readonly schema: Kind | null }
  | { readonly is: 'relational'; readonly schema: Kind | null }
  | TableKind
  | { readonly is: 'column'; readonly table: TableKind; readonly property: string }
  | { readonly is: 'namespace'; readonly module: Module }
  | { readonly is: 'object'; readonly node: ts.ObjectLiteralExpression; readonly module: Module }
  | { readonly is: 'array'; readonly items: readonly ts.Expression[]; readonly module: Module }
  | { readonly is: 'function'; readonly node: ts.SignatureDeclaration; readonly module: Module }
  | { readonly is: 'shape'; readonly members: Members; readonly module: Module }
  | { readonly is: 'class'; readonly node: ts.ClassLikeDeclaration; readonly module: Module }
  /** A function or a type of Drizzle's. */
  | { readonly is: 'drizzle'; readonly from: string; readonly name: string }
  /** Something that is none of these, for certain. */
  | { readonly is: 'other' };

export type Scope = 'pool' | 'transaction' | 'either';

export type Members = readonly ts.TypeElement[];

export interface TableKind {
  readonly is: 'table';
  readonly path: string;
  /** Where the call that makes it begins. */
  readonly offset: number;
  readonly name: string | null;
}

/** Finds out what expressions stand for. Null: not known, or not yet. */
export interface Kinds {
  of(node: ts.Expression, module: Module): Kind | null;
  /** What a value of a type is. */
  ofType(node: ts.TypeNode, module: Module): Kind | null;
  /** What a name declares. */
  ofDeclaration(declaration: Declaration, module: Module): Kind | null;
  member(kind: Kind | null, name: string): Kind | null;
  /** What an import leads to. */
  ofFound(found: Found | null): Kind | null;
  /** What a call of it gives. */
  result(kind: Kind | null, call: ts.CallExpression | null, module: Module): Kind | null;
}

const deepest = 60;

const other: Kind = { is: 'other' };

/** Drivers whose database is PostgreSQL's. */
const postgres =
  /^drizzle-orm\/(?:node-postgres|postgres-js|neon(?:-\w+)?|vercel-postgres|pglite|aws-data-api\/pg|xata-http|pg-proxy|bun-sql(?:\/postgres)?|supabase|pg-core(?:\/.*)?|effect-postgres|gel(?:-\w+)?)$/;

/** What makes a table, or a view, and what makes such a maker. */
const tableMakers: ReadonlySet<string> = new Set(['pgTable', 'pgView', 'pgMaterializedView']);

export function createKinds(library: Library): Kinds {
  const known = new Map<ts.Node, Kind | null>();
  const under = new Set<ts.Node>();
  const types = typeKinds({ library, ofDeclaration, ofFound, member, result });

  /** Each node once; a question that leads back to itself has no answer. */
  function once(node: ts.Node, find: () => Kind | null): Kind | null {
    const answer = known.get(node);
    if (answer !== undefined) return answer;
    if (under.has(node) || under.size > deepest) return null;
    under.add(node);
    try {
      const found = find();
      known.set(node, found);
      return found;
    } finally {
      under.delete(node);
    }
  }

  function of(node: ts.Expression, module: Module): Kind | null {
    return once(node, () => evaluate(node, module));
  }

  function evaluate(node: ts.Expression, module: Module): Kind | null {
    if (ts.isIdentifier(node)) {
      const declaration = declarationOf(node.text, node);
      return declaration && ofDeclaration(declaration, module);
    }
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      return of(node.expression, module) ?? types.of(node.type, module);
    }
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    ) {
      return of(node.expression, module);
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return ofThis(node, module);
      return member(of(node.expression, module), node.name.text);
    }
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      return ts.isStringLiteralLike(key) ? member(of(node.expression, module), key.text) : null;
    }
    if (ts.isConditionalExpression(node)) {
      return either(of(node.whenTrue, module), of(node.whenFalse, module));
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      const isDefault =
        kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
      return isDefault ? either(of(node.left, module), of(node.right, module)) : other;
    }
    if (ts.isCallExpression(node)) return ofCall(node, module);
    if (ts.isNewExpression(node)) return ofNew(node, module);
    if (ts.isObjectLiteralExpression(node)) return { is: 'object', node, module };
    if (ts.isArrayLiteralExpression(node)) return { is: 'array', items: node.elements, module };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return { is: 'function', node, module };
    }
    return ts.isLiteralExpression(node) || ts.isTemplateExpression(node) ? other : null;
  }

  function ofNew(node: ts.NewExpression, module: Module): Kind | null {
    const made = of(node.expression, module);
    return made?.is === 'class' ? made : other;
  }

  function ofCall(node: ts.CallExpression, module: Module): Kind | null {
    const { expression: callee } = node;
    if (callee.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (!specifier || !ts.isStringLiteralLike(specifier)) return null;
      return ofFound(library.imported(module, specifier.text, wholeModule));
    }
    if (ts.isPropertyAccessExpression(callee) && isPromiseAll(callee)) {
      const [first] = node.arguments;
      return first ? of(first, module) : null;
    }
    return result(of(callee, module), node, module);
  }

  function result(kind: Kind | null, call: ts.CallExpression | null, module: Module): Kind | null {
    if (kind?.is === 'drizzle') return made(kind, call, module);
    if (kind?.is === 'table') return kind;
    if (kind?.is === 'database') return kind;
    if (kind?.is !== 'function') return null;
    const { node, module: home } = kind;
    if (node.type) {
      const typed = types.of(node.type, home);
      if (typed) return typed.is === 'database' ? { ...typed, scope: 'pool' } : typed;
    }
    const body = 'body' in node ? (node.body as ts.Node | undefined) : undefined;
    if (!body) return null;
    if (!ts.isBlock(body)) return of(body as ts.Expression, home);
    for (const expression of returnsOf(body)) {
      const found = of(expression, home);
      if (found && found.is !== 'other') return found;
    }
    return null;
  }

  /** What a function of Drizzle's gives. */
  function made(
    { from, name }: Extract<Kind, { is: 'drizzle' }>,
    call: ts.CallExpression | null,
    module: Module,
  ): Kind | null {
    if (name === 'drizzle' || name === 'withReplicas') {
      if (!postgres.test(from)) return other;
      const schema = call ? schemaOf(call, module) : null;
      return { is: 'database', scope: 'pool', schema };
    }
    if (name === 'pgTableCreator') return { is: 'drizzle', from, name: 'pgTable' };
    if (name === 'alias' || name === 'aliasedTable') {
      const [first] = call?.arguments ?? [];
      return first ? of(first, module) : null;
    }
    if (name === 'pgSchema') return { is: 'drizzle', from, name: 'a schema' };
    if (!tableMakers.has(name) || !call) return null;
    const [first] = call.arguments;
    const text = first && ts.isStringLiteralLike(first) ? first.text : null;
    return { is: 'table', path: module.path, offset: call.getStart(), name: text };
  }

  /** `drizzle(client, { schema })`, or `drizzle({ client, schema })`. */
  function schemaOf(call: ts.CallExpression, module: Module): Kind | null {
    for (const argument of call.arguments.toReversed()) {
      const schema = member(of(argument, module), 'schema');
      if (schema) return schema;
    }
    return null;
  }

  function ofDeclaration(declaration: Declaration, module: Module): Kind | null {
    return once(declaration, () => declared(declaration, module));
  }

  function declared(node: Declaration, module: Module): Kind | null {
    if (ts.isImportSpecifier(node)) {
      const clause = node.parent.parent;
      return ofImport(clause, (node.propertyName ?? node.name).text, module);
    }
    if (ts.isNamespaceImport(node)) return ofImport(node.parent, wholeModule, module);
    if (ts.isImportClause(node)) return ofImport(node, 'default', module);
    if (ts.isFunctionDeclaration(node)) return { is: 'function', node, module };
    if (ts.isClassDeclaration(node)) return { is: 'class', node, module };
    if (ts.isTypeAliasDeclaration(node)) return types.of(node.type, module);
    if (ts.isInterfaceDeclaration(node)) return { is: 'shape', members: node.members, module };
    if (ts.isEnumDeclaration(node)) return other;
    if (ts.isBindingElement(node)) return ofElement(node, module);
    if (ts.isParameter(node)) return ofParameter(node, module);
    const { type, initializer } = node;
    const typed = type ? types.of(type, module) : null;
    const valued = initializer ? of(initializer, module) : null;
    if (typed?.is === 'database' && valued?.is === 'database') return valued;
    if (typed?.is === 'database' && isTop(node)) return { ...typed, scope: 'pool' };
    return typed ?? valued;
  }

  function ofImport(clause: ts.ImportClause, name: string, module: Module): Kind | null {
    const specifier = clause.parent.moduleSpecifier;
    if (!ts.isStringLiteral(specifier)) return null;
    return ofFound(library.imported(module, specifier.text, name));
  }

  function ofFound(found: Found | null): Kind | null {
    if (!found) return null;
    if ('foreign' in found) return { is: 'drizzle', from: found.foreign, name: found.name };
    if ('namespace' in found) return { is: 'namespace', module: found.namespace };
    const { declaration, module } = found;
    return isDeclaration(declaration)
      ? ofDeclaration(declaration, module)
      : of(declaration, module);
  }

  /** A name that is taken out of an object or a list. */
  function ofElement(node: ts.BindingElement, module: Module): Kind | null {
    if (node.dotDotDotToken) return null;
    const pattern = node.parent;
    const whole = ofDeclaration(pattern.parent as Declaration, module);
    if (ts.isArrayBindingPattern(pattern)) {
      const item = whole?.is === 'array' ? whole.items[pattern.elements.indexOf(node)] : null;
      return item && whole?.is === 'array' ? of(item, whole.module) : null;
    }
    const { propertyName = node.name } = node;
    const found = ts.isIdentifier(propertyName) ? member(whole, propertyName.text) : null;
    return found ?? (node.initializer ? of(node.initializer, module) : null);
  }

  /** The parameter of a transaction's callback; else as its type says, or its default. */
  function ofParameter(node: ts.ParameterDeclaration, module: Module): Kind | null {
    const { type, initializer, parent } = node;
    const typed = type ? types.of(type, module) : null;
    const call = parent.parent;
    if (call && ts.isCallExpression(call) && parent.parameters.indexOf(node) >= 0) {
      const { expression: callee } = call;
      const position = call.arguments.indexOf(parent as unknown as ts.Expression);
      if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'transaction') {
        const database = of(callee.expression, module);
        if (database?.is === 'database') return { ...database, scope: 'transaction' };
      }
      if (!typed && position >= 0) {
        const given = parameterOf(of(callee, module), position);
        const own = given && parameterOf(given, parent.parameters.indexOf(node));
        if (own) return own;
      }
    }
    if (typed?.is === 'database' && typed.scope === 'pool') return { ...typed, scope: 'either' };
    const value = typed ?? (initializer ? of(initializer, module) : null);
    return value?.is === 'database' && value.scope === 'pool'
      ? { ...value, scope: 'either' }
      : value;
  }

  /** What a function takes as one of its parameters. */
  function parameterOf(kind: Kind | null, position: number): Kind | null {
    if (kind?.is !== 'function') return null;
    const type = kind.node.parameters[position]?.type;
    return type ? types.of(type, kind.module) : null;
  }

  function ofThis(node: ts.PropertyAccessExpression, module: Module): Kind | null {
    for (let around: ts.Node = node; around; around = around.parent) {
      if (ts.isClassLike(around)) {
        return member({ is: 'class', node: around, module }, node.name.text);
      }
    }
    return null;
  }

  function member(kind: Kind | null, name: string): Kind | null {
    switch (kind?.is) {
      case 'database':
        if (name === 'query') return { is: 'relational', schema: kind.schema };
        return name === '$primary' ? kind : null;
      case 'relational':
        return member(kind.schema, name);
      case 'table':
        if (name === 'enableRLS' || name === 'withRLS') return kind;
        return name === '_' || name.startsWith('$')
          ? null
          : { is: 'column', table: kind, property: name };
      case 'drizzle': {
        if (kind.name === wholeModule) return { ...kind, name };
        if (kind.name !== 'a schema') return null;
        return { is: 'drizzle', from: kind.from, name: schemaMakers.get(name) ?? name };
      }
      case 'namespace':
        return ofFound(library.exported(kind.module, name));
      case 'object':
        return ofProperty(kind, name);
      case 'shape':
        return types.memberOf(kind, name);
      case 'class':
        return ofClassMember(kind, name);
      default:
        return null;
    }
  }

  function ofProperty(
    { node, module }: Extract<Kind, { is: 'object' }>,
    name: string,
  ): Kind | null {
    for (const property of node.properties.toReversed()) {
      if (ts.isSpreadAssignment(property)) {
        const found = member(of(property.expression, module), name);
        if (found) return found;
      } else if (property.name && textOfName(property.name) === name) {
        if (ts.isPropertyAssignment(property)) return of(property.initializer, module);
        if (ts.isShorthandPropertyAssignment(property)) return of(property.name, module);
        if (ts.isMethodDeclaration(property)) return { is: 'function', node: property, module };
        return null;
      }
    }
    return null;
  }

  function ofClassMember(
    { node, module }: Extract<Kind, { is: 'class' }>,
    name: string,
  ): Kind | null {
    for (const each of node.members) {
      if (ts.isConstructorDeclaration(each)) {
        const parameter = each.parameters.find(
          (own) => own.modifiers && ts.isIdentifier(own.name) && own.name.text === name,
        );
        if (parameter) return ofDeclaration(parameter, module);
      }
      if (!each.name || textOfName(each.name) !== name) continue;
      if (ts.isMethodDeclaration(each)) return { is: 'function', node: each, module };
      if (ts.isGetAccessor(each)) {
        return result({ is: 'function', node: each, module }, null, module);
      }
      if (!ts.isPropertyDeclaration(each)) continue;
      const typed = each.type ? types.of(each.type, module) : null;
      return typed ?? (each.initializer ? of(each.initializer, module) : null);
    }
    return null;
  }

  return { of, ofType: types.of, ofDeclaration, member, ofFound, result };
}

const schemaMakers: ReadonlyMap<string, string> = new Map([
  ['table', 'pgTable'],
  ['view', 'pgView'],
  ['materializedView', 'pgMaterializedView'],
]);

function either(one: Kind | null, two: Kind | null): Kind | null {
  if (one?.is === 'database' && two?.is === 'database' && one.scope !== two.scope) {
    return { ...one, schema: one.schema ?? two.schema, scope: 'either' };
  }
  return one ?? two;
}

/** Text of a plain name; null for a computed one. */
export function textOfName(name: ts.PropertyName): string | null {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : null;
}

function isDeclaration(node: Declaration | ts.Expression): node is Declaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node)
  );
}

function isTop(node: ts.VariableDeclaration): boolean {
  return ts.isSourceFile(node.parent.parent.parent);
}

function isPromiseAll(node: ts.PropertyAccessExpression): boolean {
  return /^Promise\.(?:all|allSettled)$/.test(node.getText());
}

/** What a function gives back, without what functions in it do. */
function returnsOf(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  look(body);
  return found;
}
