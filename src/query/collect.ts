import ts from '../drizzle/typescript.cjs';
import type { Lines } from '../sql/lines.ts';
import { type Chain, chainAt, optionsOf } from './chain.ts';
import { conditionReader } from './condition.ts';
import { builtSqlOf } from './built-sql.ts';
import { blockOf, catchesUnique, functionNameOf, functionOf } from './around.ts';
import { fateOf } from './fate.ts';
import type { Kinds, TableKind } from './kinds.ts';
import type { Module } from './library.ts';
import { loopAround } from './loop.ts';
import type { BuiltSql, Query, TableUse } from './model.ts';
import { usageOf } from './usage.ts';

/** Gives a table with what the schema says of it. */
export type Bind = (kind: TableKind, text: string) => TableUse;

/** The database code of a file, as far as the files that were read tell. */
export function collect(
  module: Module,
  kinds: Kinds,
  lines: Lines,
  bind: Bind,
): { queries: Query[]; built: BuiltSql[] } {
  const queries: Query[] = [];
  const built: BuiltSql[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const chain = chainAt(node, module, kinds);
      if (chain) queries.push(queryOf(chain, module, kinds, lines, bind));
      const text = builtSqlOf(node, module, kinds, lines);
      if (text) built.push(text);
    }
    ts.forEachChild(node, look);
  };
  look(module.source);
  return { queries, built };
}

function queryOf(chain: Chain, module: Module, kinds: Kinds, lines: Lines, bind: Bind): Query {
  const { verb, root, whole, links } = chain;
  const isRelational = verb === 'findMany' || verb === 'findFirst';
  const options = isRelational ? optionsOf(chain) : null;
  const table = chain.table && bind(chain.table.kind, chain.table.text);
  const readCondition = conditionReader(module, kinds, bind, table);
  const condition = isRelational
    ? (options?.get('where') ?? null)
    : (links.find(({ name }) => name === 'where')?.args[0] ?? null);
  const joins = links.flatMap(({ name, args: [first] }) => {
    if (!first || !/join$/i.test(name)) return [];
    const kind = kinds.of(first, module);
    return kind?.is === 'table' ? [bind(kind, first.getText())] : [];
  });
  const names = new Set([...(options?.keys() ?? []), ...links.map(({ name }) => name)]);
  const limit = isRelational ? options?.get('limit') : argumentOf(chain, 'limit');
  const offset = isRelational ? options?.get('offset') : argumentOf(chain, 'offset');
  const fate = fateOf(whole);
  const start = root.getStart();
  return {
    verb,
    at: lines.range(start, chain.verbEnd),
    text: whole.getText().replace(/\s+/g, ' '),
    handle: root.getText(),
    scope: chain.scope,
    table,
    joins,
    calls: names,
    isOpen: (isRelational && options === null) || fate.isOpen,
    isPart: fate.isPart || names.has('as'),
    where: condition ? readCondition(condition) : null,
    limit: limit ? numberOf(limit) : null,
    offset: offset && offset.getText() !== '0' ? offset.getText() : null,
    picks: isRelational ? names.has('columns') : chain.call.arguments.length > 0,
    writes: writesOf(chain),
    loop: loopAround(whole, module, kinds),
    fate: fate.fate,
    usage: usageOf(whole, verb === 'findFirst'),
    block: blockOf(whole),
    function: functionOf(whole)?.getStart() ?? null,
    functionName: functionNameOf(whole),
    catchesUnique: catchesUnique(whole),
  };
}

function argumentOf({ links }: Chain, name: string): ts.Expression | undefined {
  return links.find((each) => each.name === name)?.args[0];
}

function numberOf(node: ts.Expression): number | 'given' {
  return ts.isNumericLiteral(node) ? Number(node.text) : 'given';
}

/** The columns of `set` and `values`. */
function writesOf(chain: Chain): ReadonlySet<string> | null {
  const given = argumentOf(chain, 'set') ?? argumentOf(chain, 'values');
  const first = given && ts.isArrayLiteralExpression(given) ? given.elements[0] : given;
  if (!first || !ts.isObjectLiteralExpression(first)) return null;
  if (first.properties.some((each) => ts.isSpreadAssignment(each))) return null;
  return new Set(first.properties.flatMap(({ name }) => (name ? [name.getText()] : [])));
}
