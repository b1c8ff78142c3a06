import type { ReplayedStatement, ReplayReport } from '../review/replay.ts';
import { codeSpan } from '../review/words.ts';
import type { Context } from './context.ts';
import { tableCell } from './escape.ts';
import { listed, plural } from './findings.ts';
import { shortPlace } from './permalink.ts';
import { rowsLine, until } from './replay-view.ts';

const mostRows = 40;

/** What each statement did to tables that existed before; null where none did anything to one. */
export function locksView(replay: ReplayReport | null, context: Context): object | null {
  const telling = (replay?.statements ?? []).filter(
    ({ locks, rewrites, rows }) => locks.length + rewrites.length + rows.length > 0,
  );
  if (telling.length === 0) return null;
  return {
    count: plural(telling.length, 'statement'),
    rows: telling.slice(0, mostRows).map((statement) => rowView(statement, context)),
    more: Math.max(0, telling.length - mostRows),
  };
}

function rowView(statement: ReplayedStatement, context: Context): object {
  const { path, range, locks, heldUntil, rewrites, scans, rows } = statement;
  const { line } = range.start;
  const blocked = [...Map.groupBy(locks, ({ blocks }) => blocks)].map(
    ([blocks, each]) => `${blocks} of ${spans(each.map(({ relation }) => relation))}`,
  );
  const work = [
    ...(rewrites.length > 0 ? [`rewrites ${spans(rewrites)}`] : []),
    ...scans.slice(0, mostScans).map(scanWords),
    ...rows.map((each) => codeSpan(rowsLine(each))),
  ];
  return {
    where: tableCell(shortPlace({ path, line, endLine: line }, context)),
    blocks: tableCell(blocked.join(', ') || '–'),
    until: locks.length > 0 ? until[heldUntil] : '–',
    work: tableCell(work.join(', ') || '–'),
  };
}

const mostScans = 3;

/** PostgreSQL's words about reading all rows, shorter. */
function scanWords(message: string): string {
  const [, index, table] = /^building index "(.+)" on table "(.+)"/.exec(message) ?? [];
  if (table !== undefined) return `builds ${codeSpan(index!)} over all of ${codeSpan(table)}`;
  const [, name] =
    /^(?:verifying table|validating foreign key constraint) "(.+)"$/.exec(message) ?? [];
  return `reads all rows for ${codeSpan(name ?? message)}`;
}

function spans(names: readonly string[]): string {
  return listed(names.map((name) => codeSpan(name)));
}
