import type { ReplayedProbe } from '../review/replay.ts';
import type { Migrator } from '../review/settings.ts';
import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import type { Link } from './chain.ts';
import { type Sandbox, SandboxError } from './engine.ts';
import { chunksOfMigration } from './migration-text.ts';
import type { PlannedStatement } from './probe/attempt.ts';
import { type Probe, probe, timeIsOver } from './probe/probe.ts';

/** What the probes have shown; `unproven` says in a few words what they could not. */
export interface PendingProbes {
  readonly probes: readonly ReplayedProbe[];
  readonly unproven: readonly string[];
}

/** After this time no further probe is begun; a usual change takes a tenth of it. */
const millisecondsForProbes = 8_000;

interface Planned extends PlannedStatement {
  readonly path: string;
  readonly range: Range;
}

/** Tries pending migrations on rows that the state of a sandbox allows, and closes the sandbox. */
export async function probePending(
  sandbox: Sandbox,
  pending: readonly Link[],
  transaction: Migrator['transaction'],
  milliseconds: number = millisecondsForProbes,
): Promise<PendingProbes> {
  const planned = planOf(pending, transaction);
  const until = performance.now() + milliseconds;
  try {
    const { probes } = await probe(sandbox, planned, { until, confirm: true });
    const late = probes.filter(({ because }) => because === timeIsOver).length;
    const rest = late === 1 ? '1 demand on rows' : `${late} demands on rows`;
    const unproven = late > 0 ? [`${rest}: ${timeIsOver}`] : [];
    return { probes: probes.map((each) => placed(each, planned)), unproven };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { probes: [], unproven: [`that no rows make it fail (${error.message})`] };
  } finally {
    await sandbox.close();
  }
}

/** The statements one by one, with the transactions that the migrator puts around them. */
function planOf(pending: readonly Link[], rule: Migrator['transaction']): Planned[] {
  return pending.flatMap(({ path, text }, migration) => {
    const lines = linesOf(text ?? '');
    return chunksOfMigration(text ?? '').flatMap(({ statements }) =>
      statements.map(({ sql, start, end }) => {
        const transaction = rule === 'all' ? 0 : rule === 'each' ? migration : null;
        return { sql, path, range: lines.range(start, end), transaction };
      }),
    );
  });
}

function placed(
  { statement, error, kind, status, grade, table, object, rows, query, because }: Probe,
  planned: readonly Planned[],
): ReplayedProbe {
  const { path, range } = planned[statement]!;
  const said = error && { code: error.code, message: error.message, detail: error.detail };
  return { path, range, kind, status, grade, table, object, rows, query, error: said, because };
}
