import type { PendingStatement, StatementVisit } from './check.ts';
import type { TransactionRule } from './settings.ts';
import { transactionCommand } from './transactions.ts';

/** Who opened the transaction that is open; null where none is. */
type Opener = 'migrator' | 'own' | null;

interface States {
  readonly rule: TransactionRule;
  /** By the place of each BEGIN, COMMIT and ROLLBACK: what it meets. */
  readonly met: ReadonlyMap<number, Opener>;
}

const statesOf = new WeakMap<readonly PendingStatement[], States>();

/** Who opened the transaction that a BEGIN, COMMIT or ROLLBACK meets, as the migrator runs the change. */
export function transactionMet({ pending, index, migrator }: StatementVisit): Opener {
  const known = statesOf.get(pending);
  const rule = migrator.transaction;
  const states = known?.rule === rule ? known : { rule, met: read(pending, rule) };
  statesOf.set(pending, states);
  return states.met.get(index) ?? null;
}

function read(pending: readonly PendingStatement[], rule: TransactionRule): Map<number, Opener> {
  const met = new Map<number, Opener>();
  let open: Opener = rule === 'all' ? 'migrator' : null;
  let file: string | null = null;
  for (const [place, { statement, path }] of pending.entries()) {
    if (path !== file && rule === 'each') open = 'migrator';
    file = path;
    const command = statement.within ? null : transactionCommand(statement);
    if (command === null) continue;
    met.set(place, open);
    if (command === 'begin') open ??= 'own';
    else open = null;
  }
  return met;
}
