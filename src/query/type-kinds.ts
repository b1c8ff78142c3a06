import ts from '../drizzle/typescript.cjs';
import type { Kind, Kinds } from './kinds.ts';
import { type Library, type Module, wholeModule } from './library.ts';
import { declarationOf } from './scopes.ts';

interface Parts extends Omit<Kinds, 'ofType' | 'of'> {
  readonly library: Library;
}

interface TypeKinds {
  of(node: ts.TypeNode, module: Module): Kind | null;
  memberOf(shape: Extract<Kind, { is: 'shape' }>, name: string): Kind | null;
}

/** Types that hand on what they are given. */
const transparent =
  /^(?:Pick|Omit|Partial|Required|Readonly|NonNullable|Awaited|Promise|Extract|Exclude)$/;

/** Finds out what a value of a type is. */
export function typeKinds({ library, ofDeclaration, ofFound, member, result }: Parts): TypeKinds {
  function of(node: ts.TypeNode, module: Module): Kind | null {
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node))
      return of(node.type, module);
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return ofSeveral(node, module);
    if (ts.isTypeLiteralNode(node)) return { is: 'shape', members: node.members, module };
    if (ts.isFunctionTypeNode(node)) return { is: 'function', node, module };
    if (ts.isTypeQueryNode(node)) return asParameter(ofEntity(node.exprName, module));
    if (ts.isImportTypeNode(node)) return ofImportType(node, module);
    if (ts.isIndexedAccessTypeNode(node)) return ofIndexed(node, module);
    if (ts.isTypeReferenceNode(node)) return ofReference(node, module);
    return null;
  }

  function ofSeveral(
    node: ts.UnionTypeNode | ts.IntersectionTypeNode,
    module: Module,
  ): Kind | null {
    const found = node.types.flatMap((each) => of(each, module) ?? []);
    const [first] = found;
    if (first?.is !== 'database') return first ?? null;
    const scopes = new Set(found.flatMap((each) => (each.is === 'database' ? each.scope : [])));
    return scopes.size > 1 ? { ...first, scope: 'either' } : first;
  }

  function ofReference(node: ts.TypeReferenceNode, module: Module): Kind | null {
    const { typeName, typeArguments = [] } = node;
    const [first] = typeArguments;
    if (ts.isIdentifier(typeName)) {
      const name = typeName.text;
      if (name === 'Parameters') return ofParameters(first, module);
      if (name === 'ReturnType' || name === 'Awaited') {
        if (!first) return null;
        if (name === 'Awaited') return of(first, module);
        const kind = ts.isTypeQueryNode(first)
          ? ofEntity(first.exprName, module)
          : of(first, module);
        return asParameter(result(kind, null, module));
      }
      if (transparent.test(name) && first) return of(first, module);
    }
    const kind = ofEntity(typeName, module);
    if (kind?.is !== 'drizzle') return kind;
    return ofDrizzle(kind, first, module);
  }

  /** A type of Drizzle's own: a database, or a transaction, which is one too. */
  function ofDrizzle(
    { from, name }: Extract<Kind, { is: 'drizzle' }>,
    argument: ts.TypeNode | undefined,
    module: Module,
  ): Kind | null {
    if (
      !/(?:Database|Transaction)$/.test(name) ||
      /mysql|sqlite|d1|libsql|singlestore/i.test(from)
    ) {
      return null;
    }
    const schema =
      argument && ts.isTypeQueryNode(argument) ? ofEntity(argument.exprName, module) : null;
    return {
      is: 'database',
      scope: name.endsWith('Transaction') ? 'transaction' : 'either',
      schema,
    };
  }

  /** `Parameters<typeof db.transaction>[0]` and the like, which are the ways to name a transaction. */
  function ofParameters(node: ts.TypeNode | undefined, module: Module): Kind | null {
    if (!node) return null;
    if (ts.isTypeQueryNode(node) && ts.isQualifiedName(node.exprName)) {
      const { left, right } = node.exprName;
      const database = right.text === 'transaction' ? ofEntity(left, module) : null;
      return database?.is === 'database' ? { ...database, scope: 'transaction' } : null;
    }
    return of(node, module);
  }

  function ofIndexed(node: ts.IndexedAccessTypeNode, module: Module): Kind | null {
    const { objectType, indexType } = node;
    const isName = ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal);
    if (!isName) return of(objectType, module);
    if (ts.isTypeReferenceNode(objectType) || ts.isTypeLiteralNode(objectType)) {
      if (indexType.literal.text === 'transaction') return of(objectType, module);
    }
    return member(of(objectType, module), indexType.literal.text);
  }

  function ofImportType(node: ts.ImportTypeNode, module: Module): Kind | null {
    const { argument, qualifier } = node;
    if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return null;
    const whole = ofFound(library.imported(module, argument.literal.text, wholeModule));
    if (!qualifier) return whole;
    const names = qualifier.getText().split('.');
    const kind = names.reduce<Kind | null>((each, name) => member(each, name), whole);
    if (kind?.is === 'drizzle') return ofDrizzle(kind, node.typeArguments?.[0], module);
    return asParameter(kind);
  }

  function ofEntity(node: ts.EntityName, module: Module): Kind | null {
    if (ts.isQualifiedName(node)) return member(ofEntity(node.left, module), node.right.text);
    const declaration = declarationOf(node.text, node);
    return declaration && ofDeclaration(declaration, module);
  }

  function memberOf(
    { members, module }: Extract<Kind, { is: 'shape' }>,
    name: string,
  ): Kind | null {
    for (const each of members) {
      if (!each.name || !ts.isIdentifier(each.name) || each.name.text !== name) continue;
      if (ts.isPropertySignature(each) && each.type) return of(each.type, module);
      if (ts.isMethodSignature(each)) return { is: 'function', node: each, module };
    }
    return null;
  }

  return { of, memberOf };
}

/** A value of the type of a database may also be a transaction. */
function asParameter(kind: Kind | null): Kind | null {
  return kind?.is === 'database' && kind.scope === 'pool' ? { ...kind, scope: 'either' } : kind;
}
