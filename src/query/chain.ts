import ts from '../drizzle/typescript.cjs';
import { textOfName, type Kinds, type Scope, type TableKind } from './kinds.ts';
import type { Module } from './library.ts';
import type { Verb } from './model.ts';

interface Link {
  readonly name: string;
  readonly args: readonly ts.Expression[];
}

/** A query as calls that follow each other: `db.select().from(users).where(…)`. */
export interface Chain {
  readonly verb: Verb;
  /** The handle that it begins with. */
  readonly root: ts.Expression;
  readonly scope: Scope;
  /** The call that says what it does. */
  readonly call: ts.CallExpression;
  /** Where the name of that call ends. */
  readonly verbEnd: number;
  /** The calls after it. */
  readonly links: readonly Link[];
  /** All of it. */
  readonly whole: ts.Expression;
  readonly table: { readonly kind: TableKind; readonly text: string } | null;
}

const verbs: ReadonlyMap<string, Verb> = new Map([
  ['select', 'select'],
  ['selectDistinct', 'select'],
  ['selectDistinctOn', 'select'],
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['execute', 'execute'],
  ['$count', 'count'],
  ['findMany', 'findMany'],
  ['findFirst', 'findFirst'],
]);

/** What a query begins with at a call; null where the call is none of a Drizzle database. */
export function chainAt(call: ts.CallExpression, module: Module, kinds: Kinds): Chain | null {
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const verb = verbs.get(callee.name.text);
  if (!verb) return null;
  return verb === 'findMany' || verb === 'findFirst'
    ? relational(call, callee, verb, module, kinds)
    : built(call, callee, verb, module, kinds);
}

function built(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  verb: Verb,
  module: Module,
  kinds: Kinds,
): Chain | null {
  const root = withoutCommonTables(callee.expression);
  const kind = kinds.of(root, module);
  if (kind && kind.is !== 'database') return null;
  const { links, whole } = linksAfter(call);
  const named =
    verb === 'select' ? links.find(({ name }) => name === 'from')?.args[0] : call.arguments[0];
  const table = named ? kinds.of(named, module) : null;
  // A handle of unknown origin is one where it is given a table of the schema.
  if (!kind && (table?.is !== 'table' || !isBuilder(verb, links))) return null;
  return {
    verb,
    root,
    scope: kind?.scope ?? 'either',
    call,
    verbEnd: callee.name.end,
    links,
    whole,
    table: named && table?.is === 'table' ? { kind: table, text: named.getText() } : null,
  };
}

/** Whether the calls that follow are those of Drizzle's builder. */
function isBuilder(verb: Verb, links: readonly Link[]): boolean {
  const wanted = { select: 'from', insert: 'values', update: 'set' }[verb as string];
  return links.some(({ name }) => name === (wanted ?? 'where') || name === 'returning');
}

const likelyHandle = /(?:^|\.)(?:\w*[dD]b|\w*[tT]rx?|tx|\w*[dD]atabase|drizzle)$/;

function relational(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  verb: Verb,
  module: Module,
  kinds: Kinds,
): Chain | null {
  const of = callee.expression;
  if (!ts.isPropertyAccessExpression(of)) return null;
  const query = of.expression;
  if (!ts.isPropertyAccessExpression(query) || query.name.text !== 'query') return null;
  const root = query.expression;
  const kind = kinds.of(root, module);
  if (kind ? kind.is !== 'database' : !likelyHandle.test(root.getText())) return null;
  const { links, whole } = linksAfter(call);
  const table = kinds.of(of, module);
  return {
    verb,
    root,
    scope: kind?.is === 'database' ? kind.scope : 'either',
    call,
    verbEnd: callee.name.end,
    links,
    whole,
    table: table?.is === 'table' ? { kind: table, text: of.name.text } : null,
  };
}

/** `db` of `db.with(a, b)`. */
function withoutCommonTables(node: ts.Expression): ts.Expression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return node;
  return node.expression.name.text === 'with' ? node.expression.expression : node;
}

function linksAfter(call: ts.CallExpression): { links: Link[]; whole: ts.Expression } {
  const links: Link[] = [];
  let whole: ts.Expression = call;
  for (;;) {
    const access = whole.parent;
    if (!ts.isPropertyAccessExpression(access) || access.expression !== whole) break;
    const next = access.parent;
    if (!ts.isCallExpression(next) || next.expression !== access) break;
    links.push({ name: access.name.text, args: next.arguments });
    whole = next;
    if (access.name.text === 'then' || access.name.text === 'catch') break;
  }
  return { links, whole };
}

/** The options of a relational query; null where they are not all in sight. */
export function optionsOf({ call }: Chain): ReadonlyMap<string, ts.Expression> | null {
  const [first] = call.arguments;
  if (!first) return new Map();
  if (!ts.isObjectLiteralExpression(first)) return null;
  const options = new Map<string, ts.Expression>();
  for (const property of first.properties) {
    if (ts.isSpreadAssignment(property)) return null;
    const name = property.name && textOfName(property.name);
    if (!name) return null;
    if (ts.isPropertyAssignment(property)) options.set(name, property.initializer);
    else if (ts.isShorthandPropertyAssignment(property)) options.set(name, property.name);
    else return null;
  }
  return options;
}
