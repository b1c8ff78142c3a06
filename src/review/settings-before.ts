import type { VariableSetStmt } from '@pgsql/types';
import type { PendingStatement, StatementVisit } from './check.ts';
import { as } from './nodes.ts';

interface Assignment {
  readonly place: number;
  readonly set: VariableSetStmt;
  readonly transaction: number | null;
}

const assignments = new WeakMap<readonly PendingStatement[], readonly Assignment[]>();

/** What the session has set a parameter to before the statement that is visited; null where nothing has. */
export function settingBefore(visit: StatementVisit, name: string): VariableSetStmt | null {
  const all = assignments.get(visit.pending) ?? assignmentsIn(visit.pending);
  assignments.set(visit.pending, all);
  const last = all.findLast(
    ({ place, set, transaction }) =>
      place < visit.index &&
      set.name === name &&
      (!set.is_local || (transaction !== null && transaction === visit.transaction)),
  );
  return last?.set.kind === 'VAR_SET_VALUE' ? last.set : null;
}

function assignmentsIn(pending: readonly PendingStatement[]): Assignment[] {
  return pending.flatMap(({ statement, transaction }, place) => {
    const set = as(statement.node, 'VariableSetStmt');
    return set ? { place, set, transaction } : [];
  });
}

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
