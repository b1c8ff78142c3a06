import { compare } from '../schema/compare.ts';
import { emptySchema } from '../schema/model.ts';
import type { Review } from './finding.ts';
import { judgeMigrations, type MigrationText, type Ports } from './judge-migrations.ts';
import type { Settings } from './settings.ts';
import { stopwatch } from './stopwatch.ts';
import { verdictOf } from './verdict.ts';
import { isOn } from './weigh.ts';
import { worded } from './worded.ts';

/** What checks need that single files do not have. */
const isOfRepositories: ReadonlySet<string> = new Set([
  'history',
  'drift',
  'schema',
  'project',
  'replay',
  'queries',
]);

/**
 * Reviews SQL files, in the order given, as one pending change to an otherwise unknown database.
 * Checks that need a history are skipped, and said to be.
 */
export async function reviewSql(
  files: readonly MigrationText[],
  settings: Settings,
  ports: Ports,
): Promise<Review> {
  const watch = stopwatch();
  const start = emptySchema(false);
  const state = { start, declared: null };
  const skipped = ports.checks
    .filter((entry) => isOfRepositories.has(entry.needs) && isOn(entry, settings))
    .map(({ id }) => ({ check: id, because: 'lint reads SQL files without a journal' }));
  const judged = await judgeMigrations(
    files,
    state,
    settings.migrator,
    settings,
    ports,
    [],
    skipped,
  );
  const findings = worded(judged.reported);
  watch.lap('judge');
  return {
    version: 1,
    verdict: verdictOf(findings, settings.ignores),
    base: null,
    head: null,
    findings,
    changes: compare(start, judged.after),
    touched: [],
    replay: null,
    migrators: [],
    leftAlone: [],
    skipped: judged.skipped,
    statistics: {
      migrations: files.length,
      statements: [...judged.statements.values()].reduce((total, count) => total + count, 0),
      files: files.length,
      watched: files.length,
      known: 0,
      milliseconds: watch.laps(),
      requests: 0,
    },
  };
}
