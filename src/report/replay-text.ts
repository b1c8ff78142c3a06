import type {
  ReplayedProbe,
  ReplayedStatement,
  ReplayReport,
  RoadReport,
} from '../review/replay.ts';
import { shorten, visible } from '../review/words.ts';
import { listed, plural } from './findings.ts';
import { replayLine, rowsLine, until } from './replay-view.ts';

const longestSql = 100;
const margin = ' '.repeat(14);

/** A statement that has run, as lines for a terminal: what it took, what it locked, and what it did. */
export function statementLines(statement: ReplayedStatement, sql: string): string[] {
  const { path, range, milliseconds, error } = statement;
  const place = `${path.split('/').at(-1)}:${range.start.line}`;
  const time = `${milliseconds.toFixed(1)} ms`.padStart(margin.length - 2);
  const text = shorten(sql.replace(/\s+/g, ' '), longestSql);
  const end = error ? [`fails with ${error.code}: ${error.message}`] : [];
  return [
    `${time}  ${place}  ${text}`,
    ...[...doingsOf(statement), ...end].map((each) => margin + each),
  ].map(visible);
}

function doingsOf({
  locks,
  heldUntil,
  rewrites,
  scans,
  rows,
  notices,
}: ReplayedStatement): string[] {
  const blocked = Map.groupBy(locks, ({ blocks }) => blocks);
  return [
    ...[...blocked].map(([blocks, each]) => {
      const names = listed(each.map(({ relation }) => relation));
      return `blocks ${blocks} of ${names} until the end of ${until[heldUntil]}`;
    }),
    ...(rewrites.length > 0 ? [`rewrites ${listed(rewrites)}`] : []),
    ...scans,
    ...rows.map(rowsLine),
    ...notices,
  ];
}

/** Locks as bars over the time that all statements took, each from where it was taken to its end. */
export function timelineLines(statements: readonly ReplayedStatement[], width: number): string[] {
  const spans = spansOf(statements);
  const total = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  if (spans.length === 0 || total === 0) return ['no locks on what existed before'];
  const name = Math.max(...spans.map(({ relation }) => relation.length));
  const bar = Math.max(10, width - name - 36);
  const lines = spans.map(({ relation, blocks, from, to }) => {
    const start = Math.min(bar - 1, Math.floor((from / total) * bar));
    const end = Math.max(start + 1, Math.round((to / total) * bar));
    const drawn = `${' '.repeat(start)}${'█'.repeat(end - start)}`.padEnd(bar);
    const time = `${(to - from).toFixed(1)} ms`.padStart(10);
    return `  ${relation.padEnd(name)}  ${blocks.padEnd(16)}  │${drawn}│${time}`;
  });
  return [`what was blocked, over ${total.toFixed(1)} ms in the sandbox:`, ...lines].map(visible);
}

interface Span {
  readonly relation: string;
  readonly blocks: string;
  /** Milliseconds from the first statement's start. */
  readonly from: number;
  readonly to: number;
}

function spansOf(statements: readonly ReplayedStatement[]): Span[] {
  let time = 0;
  const ends = statements.map(({ milliseconds }) => (time += milliseconds));
  return statements.flatMap(({ path, locks, heldUntil, milliseconds }, index) => {
    const last = {
      statement: index,
      migration: statements.findLastIndex((each) => each.path === path),
      'last migration': statements.length - 1,
    }[heldUntil];
    const from = ends[index]! - milliseconds;
    return locks.map(({ relation, blocks }) => ({ relation, blocks, from, to: ends[last]! }));
  });
}

/** What a replay has shown beside its statements, as lines for a terminal. */
export function replaySummary(replay: ReplayReport): string[] {
  const { roads, probes, rollback, unproven, invalidIndexes, otherBase } = replay;
  const told = probes.filter(({ status }) => status === 'proven' || status === 'guarded');
  return [
    ...roadLines('a new database', roads.fresh),
    ...roadLines('the snapshot', roads.recorded),
    ...roadLines('the schema', roads.declared),
    ...told.flatMap(probeLines),
    ...(otherBase?.error
      ? [`where ${listed(otherBase.skipped)} was applied: ${otherBase.error.message}`]
      : []),
    ...(invalidIndexes.length > 0 ? [`invalid indexes: ${listed(invalidIndexes)}`] : []),
    ...(rollback ? [rollbackLine(rollback)] : []),
    ...(unproven.length > 0 ? [`not proven: ${unproven.join(', ')}`] : []),
    `replayed on ${replay.engine}: ${replayLine(replay)}`,
  ].map(visible);
}

const mostDifferences = 20;

function roadLines(name: string, { state, differences, before, because }: RoadReport): string[] {
  if (state === 'failed') return [`${name} cannot be made: ${because}`];
  if (state === 'unknown') return because === null ? [] : [`${name} was not compared: ${because}`];
  const shown = differences
    .slice(0, mostDifferences)
    .map(({ class: kind, name: object, upgrade, other }) => {
      if (upgrade === null) return `  only there: ${kind} ${object}`;
      if (other === null) return `  not there: ${kind} ${object}`;
      return `  ${kind} ${object}: ${other} there, ${upgrade} after the upgrade`;
    });
  const more = differences.length - shown.length;
  const old = before > 0 ? [`${name}: ${plural(before, 'object')} differed before the change`] : [];
  if (shown.length === 0) return old;
  return [`${name} differs:`, ...shown, ...(more > 0 ? [`  ${more} more`] : []), ...old];
}

function probeLines({ status, path, range, error, rows, query }: ReplayedProbe): string[] {
  const verb = status === 'guarded' ? 'refuses' : 'fails on';
  return [
    `${path}:${range.start.line} ${verb} rows that the released schema allows: ${error?.message ?? ''}`,
    ...rows.map((row) => `  ${row}`),
    ...(query === null ? [] : [`  ${query}`]),
  ];
}

function rollbackLine({ sql, works, because }: NonNullable<ReplayReport['rollback']>): string {
  if (!works) return `the way back was tried, and is not offered: ${because ?? ''}`;
  return `the way back works, in ${plural(sql.length, 'statement')}`;
}
