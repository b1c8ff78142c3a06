import type ts from 'typescript';
import { evaluate } from './expressions.ts';
import { nameOf } from './literals.ts';
import { makeObject } from './members.ts';
import { type Scope, innerScope, refuse } from './scope.ts';
import { Opaque, Unresolved } from './values.ts';

/** The object of a TypeScript enum; numbers lead back to their names, as in JavaScript. */
export function evaluateEnum(declaration: ts.EnumDeclaration, outer: Scope): unknown {
  const scope = innerScope(outer);
  const entries = new Map<string, unknown>();
  let next: unknown = 0;
  for (const member of declaration.members) {
    const name = nameOf(member.name, scope);
    const value = member.initializer ? evaluate(member.initializer, scope) : next;
    if (name instanceof Opaque) throw new Unresolved(name.why, name.spot);
    if (value === null) throw refuse('a member without a value', member, scope);
    entries.set(name, value);
    scope.variables.set(name, { value });
    if (typeof value === 'number') entries.set(String(value), name);
    next = typeof value === 'number' ? value + 1 : null;
  }
  return makeObject(entries, scope.run);
}
