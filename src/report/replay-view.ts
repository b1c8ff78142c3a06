import type { ReplayedRows, ReplayReport, RoadReport } from '../review/replay.ts';
import { shorten } from '../review/words.ts';
import { plural } from './findings.ts';

const longestReason = 200;

/** What a replay has shown, in one line of plain text. */
export function replayLine({ status, because, roads, statements }: ReplayReport): string {
  const failed = statements.find(({ error }) => error);
  if (failed) return `${failed.path.split('/').at(-1)}:${failed.range.start.line} fails`;
  if (status === 'timed-out') return `out of time: ${because}`;
  if (status !== 'complete') return `not possible: ${because}`;
  if (statements.length === 0) return `nothing is pending; ${roadsLine(roads)}`;
  const seconds = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const ran = `${plural(statements.length, 'statement')} ran in ${seconds.toFixed(2)} s`;
  return `${ran}; ${roadsLine(roads)}`;
}

function roadsLine({ fresh, recorded, declared }: ReplayReport['roads']): string {
  const others = [
    { road: fresh, name: 'a new database' },
    { road: recorded, name: 'the snapshot' },
    { road: declared, name: 'the schema' },
  ];
  const named = (state: RoadReport['state']) =>
    others.filter(({ road }) => road.state === state).map(({ name }) => name);
  const [equal, differs] = [named('equal'), named('differs')] as const;
  if (differs.length > 0)
    return `${together(differs)} differ${differs.length > 1 ? '' : 's'} from the upgrade`;
  const failed = named('failed');
  if (failed.length > 0) return `${together(failed)} could not be made`;
  if (equal.length === 0) return 'no other road was compared';
  return `${together(['the upgrade', ...equal])} are equal`;
}

function together(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter((each) => each !== '').join(' and ');
}

/** Its line in the Markdown reports; null where nothing was replayed. */
export function replayView(replay: ReplayReport | null): object | null {
  if (!replay) return null;
  return {
    engine: replay.engine,
    line: shorten(replayLine(replay), longestReason),
    unproven: shorten(replay.unproven.join(', '), longestReason),
  };
}

/** The words for where locks end. */
export const until = {
  statement: 'the statement',
  migration: 'its migration',
  'last migration': 'the last migration',
} as const;

/** Rows that a statement has written, in words. */
export function rowsLine({ relation, inserted, updated, deleted }: ReplayedRows): string {
  const parts = [
    { verb: 'inserts', count: inserted },
    { verb: 'updates', count: updated },
    { verb: 'deletes', count: deleted },
  ].filter(({ count }) => count > 0);
  const done = parts.map(({ verb, count }) => `${verb} ${plural(count, 'row')}`).join(', ');
  return `${done} of ${relation}`;
}
