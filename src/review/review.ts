import type { MigrationFile } from '../drizzle/history.ts';
import { pendingOf } from '../drizzle/pending.ts';
import type { ParsedSql } from '../sql/statement.ts';
import type { Change } from './change.ts';
import type { ReplayVisit } from './check.ts';
import { changesOf } from './changes.ts';
import { type DeclaredSchemas, readDeclared } from './declared.ts';
import type { Finding, Review, SchemaDifference } from './finding.ts';
import { distinct } from './fingerprint.ts';
import { readHistorySql } from './history-sql.ts';
import { applyIgnores, ignoresOf } from './ignores.ts';
import { withEvidence } from './evidence.ts';
import { judgeHistory, judgeReplay, type State } from './judge.ts';
import { judgeQueries } from './judge-queries.ts';
import { type Judged, judgeMigrations, type Ports } from './judge-migrations.ts';
import { driftFromSnapshot, judgeSchemas, schemaEntries } from './judge-schemas.ts';
import { loadChecks } from './load.ts';
import { parseOnce } from './parse-once.ts';
import { type Project, readProjects } from './projects.ts';
import type { ReplayReport } from './replay.ts';
import { combineReplays, notReplayed, replayProject } from './replay-project.ts';
import type { Reported } from './reports.ts';
import { readCodeAround } from './running-code.ts';
import type { Settings } from './settings.ts';
import { judgeSideFiles } from './side-files.ts';
import { stateAfter } from './state.ts';
import { skippedFor } from './skipped.ts';
import { stopwatch } from './stopwatch.ts';
import { touchedTables } from './touched.ts';
import { undoOf } from './undo.ts';
import { verdictOf } from './verdict.ts';
import { filesIn, watchedFiles } from './watched.ts';
import { worded } from './worded.ts';

/** What one project contributes to the review. */
interface ProjectReview {
  readonly findings: readonly Finding[];
  readonly known: number;
  readonly changes: readonly SchemaDifference[];
  readonly touched: Review['touched'];
  readonly migrations: number;
  readonly statements: number;
  readonly skipped: Judged['skipped'];
  readonly replay: ReplayReport | null;
}

/**
 * Reviews a change: finds the Drizzle projects that it touches, reads their histories in all trees,
 * judges what is pending on base and on the merged tree, and keeps what is new.
 *
 * Errors of the source pass through; an error of a check is a bug and passes through too.
 */
export async function review(change: Change, settings: Settings, ports: Ports): Promise<Review> {
  const watch = stopwatch();
  const { projects, missing, others } = await readProjects(change, settings);
  watch.lap('read');

  const judgingQueries = judgeQueries(change, settings, ports);
  // Whoever waits for it hears of a failure.
  judgingQueries.catch(() => {});
  const reviews: ProjectReview[] = [];
  for (const project of projects)
    reviews.push(await reviewProject(project, change, settings, ports));
  const beside = await judgeSideFiles(change, settings, ports);
  const besideNew = onlyNew(worded(beside.base), worded(beside.head));
  const queries = await judgingQueries;
  const ofQueries = onlyNew(worded(queries.base), worded(queries.head));
  watch.lap('judge');

  const findings = distinct([
    ...reviews.flatMap((each) => each.findings),
    ...besideNew,
    ...ofQueries,
  ]);
  const folders = projects.flatMap((each) => each.folders);
  return {
    version: 1,
    verdict: verdictOf(findings, settings.ignores),
    base: change.base,
    head: change.head,
    findings,
    changes: reviews.flatMap((each) => each.changes),
    touched: reviews.flatMap((each) => each.touched),
    replay: combineReplays(reviews.flatMap(({ replay }) => replay ?? [])),
    migrators: projects.map(({ folders: [folder = ''], migrators }) => ({
      folder,
      ...migrators.merged,
    })),
    leftAlone: others,
    skipped: [
      ...missing.flatMap((folder) => skippedFor(folder, ports.checks, settings)),
      ...reviews.flatMap((each) => each.skipped),
    ],
    statistics: {
      migrations: sum(reviews, 'migrations'),
      statements: sum(reviews, 'statements'),
      files: filesIn(change.files, folders).length,
      watched: watchedFiles(change.files, settings.paths, folders).length,
      known: sum(reviews, 'known'),
      milliseconds: watch.laps(),
      requests: change.requests,
    },
  };
}

async function reviewProject(
  project: Project,
  change: Change,
  settings: Settings,
  ports: Ports,
): Promise<ProjectReview> {
  const parse = parseOnce(ports.parse);
  const before = await stateAfter(project.histories.released, parse, settings.postgres);
  // Schema and sandbox have processes of their own, which work meanwhile.
  const reading = declaredBy(project, change, ports);
  const replaying = replayProject(project, reading, change, settings, ports);
  const { code, declared: known } = await readCodeAround(
    project,
    { change, settings, start: before.start, parse, reading },
    ports,
  );
  const state = { ...before, code, declared: known ?? before.declared };
  const context = { state, change, settings };
  const judge = (tree: 'base' | 'merged', replayed: Replayed | null) =>
    judgeTree(project, tree, { ...context, replayed }, { ...ports, parse });
  async function judgeMerged(): Promise<Judged & { sizes: Sizes }> {
    const replay = await replaying;
    if (!replay) return judge('merged', null);
    return judge('merged', { replay, drift: driftFromSnapshot(project, await reading, change) });
  }

  const [declared, base, merged, replay] = await Promise.all([
    reading,
    judge('base', null),
    judgeMerged(),
    replaying,
  ]);
  const after = { base: base.after, merged: merged.after };
  const schemas = await judgeSchemas(project, declared, after, change, settings, ports);

  const all = worded([...merged.reported, ...schemas.reported]);
  const findings = onlyNew(worded(base.reported), all);
  const changes = changesOf(
    { history: project.histories.base, after: base.after },
    { history: project.histories.merged, after: merged.after },
  );
  return {
    findings,
    known: all.length - findings.length + schemas.known,
    changes,
    touched: touchedTables(changes, merged.after),
    ...countNew(base.sizes, merged.sizes),
    skipped: [...merged.skipped, ...schemas.skipped, ...notReplayed(replay, ports, settings)],
    replay,
  };
}

async function declaredBy(
  project: Project,
  change: Change,
  { readSchema }: Ports,
): Promise<DeclaredSchemas> {
  if (!readSchema) return { base: null, merged: null };
  return readDeclared(change, schemaEntries(project), readSchema);
}

/** The findings that base does not have already. */
function onlyNew(base: readonly Finding[], all: readonly Finding[]): Finding[] {
  const old = new Set(base.map(({ fingerprint }) => fingerprint));
  return all.filter(({ fingerprint }) => !old.has(fingerprint));
}

interface Context {
  readonly state: State;
  readonly change: Change;
  readonly settings: Settings;
  /** What running this tree has shown; null where it was not run. */
  readonly replayed: Replayed | null;
}

type Replayed = Pick<ReplayVisit, 'replay' | 'drift'>;

/** Judges one tree as if it were deployed where released is. */
async function judgeTree(
  { histories, migrators }: Project,
  tree: 'base' | 'merged',
  { state, change, settings, replayed }: Context,
  ports: Ports,
): Promise<Judged & { sizes: Sizes }> {
  const { released, mergeBase, base, head } = histories;
  const merged = histories[tree];
  const migrator = migrators[tree];
  const pending = pendingOf(released, merged, migrator.pending);
  const visit =
    tree === 'merged'
      ? { released, mergeBase, base, head, merged, conflicts: change.conflicts }
      : { released, mergeBase: base, base, head: base, merged, conflicts: new Set<string>() };

  const historyChecks = await loadChecks(ports.checks, 'history', settings);
  const sqlOf = await readHistorySql(released, merged, pending, settings, ports);
  const { start } = state;
  const now = ports.now?.() ?? null;
  const known = {
    ...visit,
    migrator,
    migratorBefore: migrators.base,
    isWhole: change.isWhole ?? false,
    pending,
    start,
    now,
    sqlOf,
  };
  const context = { ...known, undo: await undoOf(known, ports.generateSql) };
  const files = pending.flatMap(({ file }) => file ?? []);
  const ofHistory = ignoredInFiles(
    judgeHistory(context, historyChecks, settings),
    [...merged.migrations.values()].filter((file) => !files.includes(file)),
    sqlOf,
  );
  const replayChecks = replayed ? await loadChecks(ports.checks, 'replay', settings) : [];
  const ofReplay = replayed ? judgeReplay({ ...context, ...replayed }, replayChecks, settings) : [];
  const reported = [...ofHistory, ...ofReplay];
  const all = await judgeMigrations(files, state, migrator, settings, ports, reported);
  const judged = { ...all, reported: withEvidence(all.reported, replayed?.replay ?? null) };
  const sizes = files.map(
    ({ oid, path }) => [`${oid} ${path}`, judged.statements.get(path) ?? 0] as const,
  );
  return { ...judged, sizes: new Map(sizes) };
}

/**
 * Reports of the bookkeeping with the ignore comments of the migrations that do not run, which the
 * judgement of those that do does not look into.
 */
function ignoredInFiles(
  reported: readonly Reported[],
  files: readonly MigrationFile[],
  sqlOf: (file: MigrationFile) => ParsedSql | null,
): readonly Reported[] {
  const paths = new Set(reported.map(({ path }) => path));
  const ignores = files
    .filter(({ path }) => paths.has(path))
    .flatMap((file) => ignoresOf(file.path, sqlOf(file) ?? noSql));
  return ignores.length === 0 ? reported : applyIgnores(reported, ignores).reported;
}

const noSql: ParsedSql = { statements: [], problems: [], comments: [] };

/** The statements in each pending migration, by its content and path. */
type Sizes = ReadonlyMap<string, number>;

/** What is pending on the merged tree, and not on base. */
function countNew(base: Sizes, merged: Sizes): Pick<ProjectReview, 'migrations' | 'statements'> {
  const added = [...merged].filter(([file]) => !base.has(file));
  return {
    migrations: added.length,
    statements: added.reduce((total, [, count]) => total + count, 0),
  };
}

function sum(
  reviews: readonly ProjectReview[],
  key: 'migrations' | 'statements' | 'known',
): number {
  return reviews.reduce((total, each) => total + each[key], 0);
}
