import { as } from './nodes.ts';
import type { PendingStatement, StatementVisit } from './check.ts';

/** A SET of a change. */
interface SessionSetting {
  readonly place: number;
  readonly name: string;
  /** The transaction that it ends with; null where it lasts as long as the session. */
  readonly until: number | null;
}

const settingsOf = new WeakMap<readonly PendingStatement[], readonly SessionSetting[]>();

/** Whether the change has set a setting of the session, to anything but zero, by the visited statement. */
export function isSet(visit: StatementVisit, name: string): boolean {
  const all = settingsOf.get(visit.pending) ?? read(visit.pending);
  settingsOf.set(visit.pending, all);
  return all.some(
    (each) =>
      each.name === name &&
      each.place < visit.index &&
      (each.until === null || each.until === visit.transaction),
  );
}

function read(pending: readonly PendingStatement[]): SessionSetting[] {
  return pending.flatMap(({ statement: { node }, transaction }, place) => {
    const set = as(node, 'VariableSetStmt');
    if (set?.kind !== 'VAR_SET_VALUE' || set.name === undefined) return [];
    const value = as(set.args?.[0], 'A_Const');
    const isZero =
      value?.ival !== undefined ? !value.ival.ival : /^0\D*$/.test(value?.sval?.sval ?? '');
    if (isZero) return [];
    return [{ place, name: set.name, until: set.is_local ? (transaction ?? -1) : null }];
  });
}
