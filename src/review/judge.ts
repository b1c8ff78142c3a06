import { cloneSchema } from '../schema/clone.ts';
import { fold } from '../schema/fold.ts';
import type { Schema } from '../schema/model.ts';
import { linesOf } from '../sql/lines.ts';
import type { Statement } from '../sql/statement.ts';
import { triggersOf } from '../sql/tree.ts';
import type {
  Check,
  FileCheck,
  FileVisit,
  HistoryCheck,
  HistoryVisit,
  PendingStatement,
  Report,
  StatementCheck,
} from './check.ts';
import { type Reported, severityOf } from './reports.ts';
import type { Migrator, Settings } from './settings.ts';

/** What pending statements are judged against. */
export interface State {
  /** The schema that they meet. */
  readonly start: Schema;
  /** What the newest snapshot of the released history declares; null where there is none. */
  readonly declared: Schema | null;
}

/** Runs the checks of statements over a pending change, folding each statement into the state. */
export function judgeStatements(
  pending: readonly PendingStatement[],
  state: State,
  migrator: Migrator,
  checks: readonly StatementCheck[],
  settings: Settings,
): { reported: Reported[]; after: Schema } {
  const reported: Reported[] = [];
  const before = cloneSchema(state.start);

  for (const [index, each] of pending.entries()) {
    // The body of a function that the migration only defines does nothing yet.
    if (each.statement.runs === 'on-call') continue;
    const triggers = new Set(triggersOf(each.statement));
    for (const check of checks) {
      if (!check.on.some((kind) => triggers.has(kind))) continue;
      const report = collector(check, settings, each.path, reported, each.statement);
      const { start, declared } = state;
      const postgres = settings.postgres ?? 15;
      check.statement({
        ...each,
        before,
        start,
        declared,
        pending,
        index,
        migrator,
        postgres,
        report,
      });
    }
    fold(before, each.statement);
  }
  return { reported, after: before };
}

/** Runs the checks of texts over the pending migrations. */
export function judgeFiles(
  files: readonly Omit<FileVisit, 'report' | 'postgres' | 'range'>[],
  checks: readonly FileCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const file of files) {
    const range = (start: number, end: number) => linesOf(file.text ?? '').range(start, end);
    for (const check of checks) {
      const report = collector(check, settings, file.path, reported, null);
      check.file({ ...file, postgres: settings.postgres, range, report });
    }
  }
  return reported;
}

/** Runs the checks of the bookkeeping. */
export function judgeHistory(
  visit: Omit<HistoryVisit, 'report'>,
  checks: readonly HistoryCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    check.history({
      ...visit,
      report: (report) => collector(check, settings, report.path, reported, null)(report),
    });
  }
  return reported;
}

/** Takes the reports of one check, with what they have in common. */
function collector(
  check: Check,
  settings: Settings,
  path: string,
  into: Reported[],
  statement: Statement | null,
): (report: Report) => void {
  return (report) => {
    const severity = severityOf(check, report.severity ?? check.severity, settings.checks);
    if (severity === 'off') return;
    const at = report.at ?? statement?.range;
    if (!at) throw new Error(`${check.id} reported no place in ${path}`);
    const within = statement ? outermost(statement).range : at;
    const identity = [report.data ?? {}, statement ? squeeze(statement.text) : null];
    into.push({ check, path, at, within, report, identity, severity, ignored: null });
  };
}

function outermost(statement: Statement): Statement {
  let outer = statement;
  while (outer.within) outer = outer.within;
  return outer;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ');
}
