import type { Sandbox } from '../engine.ts';
import type { Column } from './tables.ts';
import { literal, type Value } from './values.ts';

/** A column with the values that it may have, the most wanted first. */
export interface Unknown {
  readonly column: Column;
  readonly values: readonly Value[];
}

/** A condition over columns; `as` gives another name, and type, under which it speaks of a column. */
export interface Condition {
  readonly expression: string;
  /** CHECK constraints hold where they are not false; partial indexes where they are true. */
  readonly holds: 'is not false' | 'is false' | 'is true';
  readonly as?: ReadonlyMap<number, { readonly name: string; readonly type: string }>;
}

/** Combinations that are tried at once; more would be seconds of work. */
const mostCombinations = 20_000;
const mostOneByOne = 80;

/**
 * Values for the columns under which all conditions hold, by PostgreSQL's own logic, the most wanted
 * first; null where none was found.
 */
export async function solve(
  sandbox: Sandbox,
  unknowns: readonly Unknown[],
  conditions: readonly Condition[],
): Promise<ReadonlyMap<number, Value> | null> {
  const each = Math.max(2, Math.floor(mostCombinations ** (1 / Math.max(1, unknowns.length))));
  const cutDown = unknowns.map(({ column, values }) => ({ column, values: values.slice(0, each) }));
  if (cutDown.some(({ values }) => values.length === 0)) return null;
  const all = await ask(sandbox, cutDown, conditions);
  if (all !== 'raised') return all;
  // An expression that raises on one candidate (a cast, a JSON function) hides the others.
  for (const combination of combinations(cutDown)) {
    const one = await ask(sandbox, combination, conditions);
    if (one !== 'raised' && one !== null) return one;
  }
  return null;
}

async function ask(
  sandbox: Sandbox,
  unknowns: readonly Unknown[],
  conditions: readonly Condition[],
): Promise<ReadonlyMap<number, Value> | null | 'raised'> {
  await sandbox.exec('SAVEPOINT solving');
  const { rows, error } = await sandbox.query(queryFor(unknowns, conditions));
  await sandbox.exec(error ? 'ROLLBACK TO solving' : 'RELEASE solving');
  if (error) return 'raised';
  const [row] = rows;
  if (!row) return null;
  return new Map(unknowns.map(({ column }, index) => [column.number, row[index] ?? null]));
}

function queryFor(unknowns: readonly Unknown[], conditions: readonly Condition[]): string {
  const sources = unknowns.map(({ column, values }, index) => {
    const rows = values.map((value, rank) => `(${rank}, ${literal(value)}::${column.type})`);
    return `(VALUES ${rows.join(', ')}) AS s${index}(r${index}, k${index})`;
  });
  const tests = conditions.map(({ expression, holds, as }) => {
    const columns = unknowns.map(({ column }, index) => {
      const { name, type } = as?.get(column.number) ?? column;
      return `k${index}${type === column.type ? '' : `::${type}`} AS "${name.replaceAll('"', '""')}"`;
    });
    return `(SELECT (${expression}) FROM (SELECT ${columns.join(', ')}) AS x) ${holds}`;
  });
  const rank = unknowns.map((_, index) => `r${index}`).join(' + ');
  return `SELECT ${unknowns.map((_, index) => `k${index}::text`).join(', ')}
    FROM ${sources.join(' CROSS JOIN ')} WHERE ${tests.join(' AND ') || 'true'}
    ORDER BY ${rank} LIMIT 1`;
}

/** Single combinations, those of the most wanted values first. */
function combinations(unknowns: readonly Unknown[]): Unknown[][] {
  let found: { rank: number; picked: Unknown[] }[] = [{ rank: 0, picked: [] }];
  for (const { column, values } of unknowns) {
    found = found
      .flatMap(({ rank, picked }) =>
        values.map((value, index) => ({
          rank: rank + index,
          picked: [...picked, { column, values: [value] }],
        })),
      )
      .sort((one, other) => one.rank - other.rank)
      .slice(0, mostOneByOne);
  }
  return found.map(({ picked }) => picked);
}
