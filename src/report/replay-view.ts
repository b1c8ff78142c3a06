import type {
  ReplayedRows,
  ReplayedStatement,
  ReplayReport,
  RoadReport,
} from '../review/replay.ts';
import { codeSpan, shorten } from '../review/words.ts';
import { tableCell } from './escape.ts';
import { listed, plural } from './findings.ts';

const mostRows = 40;
const longestReason = 200;

/** What a replay has shown, in one line of plain text. */
export function replayLine({ status, because, roads, statements }: ReplayReport): string {
  const failed = statements.find(({ error }) => error);
  if (failed) return `${failed.path}:${failed.range.start.line} fails`;
  if (status === 'timed-out') return `out of time: ${because}`;
  if (status !== 'complete') return `not possible: ${because}`;
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
  if (differs.length > 0) return `${differs.join(' and ')} differ${differs.length > 1 ? '' : 's'}`;
  const failed = named('failed');
  if (failed.length > 0) return `${failed.join(' and ')} could not be made`;
  const last = equal.pop();
  return last === undefined
    ? 'no other road was compared'
    : `${['the upgrade', ...equal].join(', ')} and ${last} are equal`;
}

/** The section of the Markdown reports; null where nothing was replayed. */
export function replayView(replay: ReplayReport | null): object | null {
  if (!replay) return null;
  const telling = replay.statements.filter(isTelling);
  return {
    engine: replay.engine,
    line: shorten(replayLine(replay), longestReason),
    hasLocks: telling.length > 0,
    rows: telling.slice(0, mostRows).map(rowView),
    more: Math.max(0, telling.length - mostRows),
    unproven: replay.unproven.join(', '),
    rollback: replay.rollback?.works === true && {
      sql: replay.rollback.sql.map((each) => each.trim().replaceAll('```', '` ` `')).join('\n'),
    },
  };
}

function isTelling({ locks, rewrites, scans, rows, error }: ReplayedStatement): boolean {
  return locks.length + rewrites.length + scans.length + rows.length > 0 || error !== null;
}

/** The words for where locks end. */
export const until = {
  statement: 'the statement',
  migration: 'its migration',
  'last migration': 'the last migration',
} as const;

function rowView(statement: ReplayedStatement): object {
  const { path, range, locks, heldUntil, rewrites, scans, rows } = statement;
  const spans = (names: readonly string[]) => listed(names.map((name) => codeSpan(name)));
  const blocked = [...Map.groupBy(locks, ({ blocks }) => blocks)].map(
    ([blocks, each]) => `${blocks} of ${spans(each.map(({ relation }) => relation))}`,
  );
  const work = [
    rewrites.length > 0 ? `rewrites ${spans(rewrites)}` : '',
    scans.length > 0 ? spans(scans) : '',
    ...rows.map((each) => codeSpan(rowsLine(each))),
  ].filter((each) => each !== '');
  return {
    where: tableCell(codeSpan(`${path.split('/').at(-1)}:${range.start.line}`)),
    blocks: tableCell(blocked.join(', ') || '–'),
    until: locks.length > 0 ? until[heldUntil] : '–',
    work: tableCell(work.join(', ') || '–'),
  };
}

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
