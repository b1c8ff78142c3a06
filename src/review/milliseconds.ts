import type { VariableSetStmt } from '@pgsql/types';
import { as } from './nodes.ts';

/** A time limit in milliseconds, which is its unit where none is given; null for what is none. */
export function millisecondsOf({ args }: VariableSetStmt): number | null {
  const constant = as(args?.[0], 'A_Const');
  if (constant?.ival) return constant.ival.ival ?? 0;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(constant?.sval?.sval ?? '');
  return match ? Number(match[1]) * units[match[2] ?? 'ms']! : null;
}

const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
