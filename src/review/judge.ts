import { keyOf, type Schema } from '../schema/model.ts';
import { type Lines, linesOf } from '../sql/lines.ts';
import type { Range, Statement } from '../sql/statement.ts';
import { triggersOf } from '../sql/tree.ts';
import type {
  Check,
  DriftCheck,
  DriftVisit,
  FileCheck,
  FileVisit,
  HistoryCheck,
  HistoryVisit,
  PendingStatement,
  ProjectCheck,
  ProjectVisit,
  QueryCheck,
  QueryVisit,
  ReplayCheck,
  ReplayVisit,
  Report,
  SchemaCheck,
  SchemaVisit,
  StatementCheck,
  StatementVisit,
} from './check.ts';
import { afterAll, foldingTransactions } from './fold-transactions.ts';
import { lockLedger } from './held-locks.ts';
import type { Reported } from './reports.ts';
import type { CodeAround } from './running-code.ts';
import type { Migrator, Settings, Severity } from './settings.ts';
import { type SizeOf, sizer, weighBySize, type Weighed } from './sizes.ts';
import { buildsIndex, tableWork } from './table-work.ts';
import { optionsFor, severityOf } from './weigh.ts';

/** What pending statements are judged against. */
export interface State {
  /** The schema that they meet. */
  readonly start: Schema;
  /** What the newest snapshot of the released history declares; null where there is none. */
  readonly declared: Schema | null;
  /** What code uses of that which the change takes away; null where nobody looked. */
  readonly code?: CodeAround | null;
}

/**
 * Runs the checks of statements over a pending change, folding each statement into the state. The
 * body of a function that the migration only defines does nothing yet.
 */
export function judgeStatements(
  all: readonly PendingStatement[],
  { start, declared, code = null }: State,
  migrator: Migrator,
  checks: readonly StatementCheck[],
  settings: Settings,
): { reported: Reported[]; after: Schema } {
  const reported: Reported[] = [];
  const pending = all.filter(({ statement }) => statement.runs !== 'on-call');
  const postgres = settings.postgres ?? 15;
  const schema = foldingTransactions(start, pending);
  const checksOf = choosing(checks, settings);
  const ledger = lockLedger();
  const end = afterAll(start, pending);
  const sizeOf = settings.tables.length > 0 ? sizer(settings.tables) : null;

  for (const [index, each] of pending.entries()) {
    const before = schema.before(each);
    const held = ledger.before(each);
    const locks = ledger.take(each, before);
    const state = { before, start, end, declared, code, held, locks };
    const context = { ...each, ...state, pending, index, migrator, postgres };
    // The checks look at it one after the other, so that one object serves them all.
    const visit = { ...context, options: noOptions, report: reportNothing };
    for (const { check, options } of checksOf(each.statement)) {
      const weigh = check.sized && sizeOf ? weighing(context, sizeOf) : null;
      const about = { statement: each.statement, migrator, weigh };
      visit.options = options;
      visit.report = collector(check, settings, each.path, reported, about);
      check.statement(visit);
    }
    schema.fold(each);
  }
  return { reported, after: schema.after() };
}

const noOptions: StatementVisit['options'] = {};
const reportNothing: StatementVisit['report'] = () => {};

interface CheckWithOptions {
  readonly check: StatementCheck;
  readonly options: ReturnType<typeof optionsFor>;
}

/** Chooses the checks that look at a statement; a change has few kinds of statements. */
function choosing(
  checks: readonly StatementCheck[],
  settings: Settings,
): (of: Statement) => readonly CheckWithOptions[] {
  const all = checks.map((check) => ({ check, options: optionsFor(check, settings) }));
  const chosen = new Map<string, readonly CheckWithOptions[]>();
  return (statement) => {
    const triggers = triggersOf(statement);
    const key = triggers.join();
    const found =
      chosen.get(key) ??
      all.filter(({ check }) => check.on.some((kind) => triggers.includes(kind)));
    chosen.set(key, found);
    return found;
  };
}

/** Runs the checks of texts over the pending migrations. */
export function judgeFiles(
  files: readonly Omit<FileVisit, 'report' | 'postgres' | 'range'>[],
  checks: readonly FileCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const file of files) {
    let lines: Lines | null = null;
    const range = (start: number, end: number) => {
      lines ??= linesOf(file.text ?? '');
      return lines.range(start, end);
    };
    for (const check of checks) {
      const report = collector(check, settings, file.path, reported, { text: file.text });
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
      report: (report) =>
        collector(check, settings, report.path, reported, { migrator: visit.migrator })(report),
    });
  }
  return reported;
}

/** Runs the checks of the declared schema beside the newest snapshot. */
export function judgeDrift(
  visit: Omit<DriftVisit, 'report'>,
  checks: readonly DriftCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    check.drift({
      ...visit,
      report: (report) => collector(check, settings, report.path, reported, {})(report),
    });
  }
  return reported;
}

/** Runs the checks of the declared schema. */
export function judgeSchema(
  visit: Omit<SchemaVisit, 'report' | 'options' | 'softDelete'>,
  checks: readonly SchemaCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    check.schema({
      ...visit,
      softDelete: settings.softDelete,
      options: optionsFor(check, settings),
      report: (report) => collector(check, settings, report.path, reported, {})(report),
    });
  }
  return reported;
}

/** Runs the checks of what stands beside the migrations; `texts` are the files by their paths. */
export function judgeProject(
  visit: Omit<ProjectVisit, 'report'>,
  texts: ReadonlyMap<string, string>,
  checks: readonly ProjectCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    check.project({
      ...visit,
      report: (report) => {
        const text = texts.get(report.path) ?? null;
        collector(check, settings, report.path, reported, { text })(report);
      },
    });
  }
  return reported;
}

/** Runs the checks of what the replay has shown. */
export function judgeReplay(
  visit: Omit<ReplayVisit, 'report'>,
  checks: readonly ReplayCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    check.replay({
      ...visit,
      report: (report) =>
        collector(check, settings, report.path, reported, { migrator: visit.migrator })(report),
    });
  }
  return reported;
}

/** Runs the checks of queries over files of code. */
export function judgeQueryFiles(
  visits: readonly Omit<QueryVisit, 'report' | 'options'>[],
  checks: readonly QueryCheck[],
  settings: Settings,
): Reported[] {
  const reported: Reported[] = [];
  for (const check of checks) {
    const options = optionsFor(check, settings);
    for (const visit of visits) {
      const { path, text } = visit.file;
      const report = collector(check, settings, path, reported, { text });
      check.query({ ...visit, options, report });
    }
  }
  return reported;
}

/** What the sizes of the tables that a statement works through make of a severity. */
function weighing(
  visit: Pick<StatementVisit, 'statement' | 'before' | 'locks' | 'postgres'>,
  sizeOf: SizeOf,
): (own: Severity) => Weighed | null {
  const { statement, before, locks, postgres } = visit;
  return (own) => {
    const works = tableWork(before, statement.node, { postgres }).filter(
      ({ table }) => !before.relations.get(keyOf(table))?.isNew,
    );
    return weighBySize(own, works, locks, buildsIndex(statement.node), sizeOf);
  };
}

/** What a check reports on, and what its severity depends on. */
interface About {
  readonly statement?: Statement;
  readonly text?: string | null;
  readonly migrator?: Migrator;
  readonly weigh?: ((own: Severity) => Weighed | null) | null;
}

/** Takes the reports of one check, with what they have in common. */
function collector(
  check: Check,
  settings: Settings,
  path: string,
  into: Reported[],
  about: About,
): (report: Report) => void {
  return (report) => {
    const weighed = weighReport(check, report, settings, about);
    if (weighed.severity === 'off') return;
    const { statement, text } = about;
    const at = report.at ?? statement?.range;
    if (!at) throw new Error(`${check.id} reported no place in ${path}`);
    const source = statement?.text ?? text?.slice(at.start.offset, at.end.offset) ?? null;
    const identity = [report.about ?? report.data ?? {}, source && squeeze(source)];
    const within = statement ? rangesAround(statement) : [at];
    const { severity, unsure, size } = weighed;
    into.push({
      check,
      path,
      at,
      within,
      report,
      identity,
      severity,
      unsure,
      size,
      ignored: null,
      accepted: null,
    });
  };
}

/** What a report weighs: by its check, the sizes of tables, what is known of the migrator, the team. */
function weighReport(
  check: Check,
  report: Report,
  settings: Settings,
  { statement, migrator, weigh }: About,
): Pick<Reported, 'unsure' | 'size'> & { readonly severity: Severity | 'off' } {
  const own = report.severity ?? check.severity;
  const sized = report.isSizeless ? null : weigh?.(own);
  const isConditional = statement?.runs === 'conditionally' && check.onError === 'accept';
  const weighed = atMost(sized?.severity ?? own, isConditional ? 'warning' : 'error');
  const unsure = unsureOf(check, migrator);
  const sure = unsure && weighed === 'error' ? 'warning' : weighed;
  return { severity: severityOf(check, sure, settings), unsure, size: sized?.text ?? null };
}

/** Of a statement in a branch nobody knows whether it runs. */
function atMost(severity: Severity, limit: 'error' | 'warning'): Severity {
  return severity === 'error' ? limit : severity;
}

/** The rule of the migrator that a check depends on, where the repository does not tell it. */
function unsureOf({ assumes }: Check, migrator: Migrator | undefined): Reported['unsure'] {
  return assumes && migrator?.unsure?.includes(assumes) ? assumes : null;
}

function rangesAround({ range, within }: Statement): Range[] {
  return [range, ...(within ? rangesAround(within) : [])];
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ');
}
