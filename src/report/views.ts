import type { Finding, Review } from '../review/finding.ts';
import { codeSpan, shorten } from '../review/words.ts';
import { stops } from '../review/verdict.ts';
import type { Context } from './context.ts';
import { diagramOf } from './diagram.ts';
import { escapeMarkdown, inline, tableCell } from './escape.ts';
import {
  countsOf,
  decisive,
  listed,
  plural,
  scopeOf,
  settledFindings,
  leftAloneOf,
  skippedOf,
} from './findings.ts';
import { headline } from './headline.ts';
import { commitLink, fileLink, shortPlace } from './permalink.ts';
import { locksView } from './locks-view.ts';
import { replayView } from './replay-view.ts';
import { rollbackView } from './rollback-view.ts';
import { render } from './templates.ts';

const mostRows = 20;
const mostChanges = 50;
export const longestReason = 200;

/** Fills a template with Markdown as its language. */
export function renderMarkdown(name: string, view: object): string {
  return render(name, view, escapeMarkdown);
}

/** The line under a text that had to be cut. */
export function cutNotice(): string {
  return renderMarkdown('cut', {}).trim();
}

/**
 * What all Markdown reports say of a review: its verdict, tables, sections and footer. Only a comment
 * shows diagrams.
 */
export function reviewView(
  review: Review,
  open: readonly Finding[],
  context: Context,
  isComment: boolean,
): object {
  const { failOn } = context.settings;
  const first = decisive(open);
  const stopped = stops(review.verdict, failOn);
  const passed = stops(review.verdict, 'error') && !stopped;
  return {
    fails: stopped && review.verdict !== 'accept',
    undecided: stopped && review.verdict === 'accept',
    decide: first && decideView(first, context, open),
    overruled: passed,
    passes: !stopped && !passed,
    hasTable: open.length > 1 || (!stopped && open.length > 0),
    ...(first && {
      check: codeSpan(first.check),
      where: shortPlace(first, context),
      message: inline(first.message),
    }),
    headline: headline(review, context),
    counts: countsOf(open),
    rows: open.slice(0, mostRows).map((finding) => rowView(finding, context)),
    moreRows: open.length > mostRows && plural(open.length - mostRows, 'finding'),
    ...filesView(open, context),
    changes: changesView(review, isComment),
    replay: replayView(review.replay),
    locks: locksView(review.replay, context),
    rollback: rollbackView(review),
    settled: settledView(settledFindings(review, context.settings.ignores), context),
    skipped: skippedView(review),
    leftAlone: leftAloneOf(review).map(({ folder, dialect }) => ({
      folder: codeSpan(folder),
      dialect,
    })),
    pull: context.pull,
    base: context.base,
    head: context.head,
    headLink: commitLink(context.head, context),
    baseLink: commitLink(context.base, context),
    scope: scopeOf(review),
    known: review.statistics.known > 0 && plural(review.statistics.known, 'finding'),
  };
}

/** What a person can do who knows better than an error that may be accepted. */
function decideView(
  { check, path, ignored, evidence, fingerprint }: Finding,
  { settings, pull }: Context,
  open: readonly Finding[],
): object {
  const takesComment = path.endsWith('.sql') && evidence?.['unread'] !== true;
  return {
    comment: takesComment && !ignored && codeSpan(`-- db-review-ignore ${check}: <the reason>`),
    ignored: ignored !== null,
    finding: open.filter((each) => each.check === check).length === 1 ? check : fingerprint,
    pull,
    trusted: settings.ignores === 'trust',
  };
}

function rowView(finding: Finding, context: Context): object {
  return {
    severity: finding.severity,
    check: tableCell(codeSpan(finding.check)),
    where: tableCell(shortPlace(finding, context)),
    message: tableCell(inline(finding.message)),
  };
}

function filesView(open: readonly Finding[], context: Context): object {
  const files = [...Map.groupBy(open, ({ path }) => path)];
  const more = files.length - mostRows;
  return {
    files: files.slice(0, mostRows).map(([path, findings]) => ({
      file: tableCell(fileLink(path, context)),
      counts: countsOf(findings),
      checks: tableCell(checksOf(findings)),
    })),
    moreFiles: more > 0 && plural(more, 'file'),
  };
}

function checksOf(findings: readonly Finding[]): string {
  return [...Map.groupBy(findings, ({ check }) => check)]
    .map(([check, { length }]) => codeSpan(check) + (length > 1 ? ` × ${length}` : ''))
    .join(', ');
}

function changesView({ changes, touched }: Review, isComment: boolean): object | null {
  if (changes.length === 0) return null;
  const diagram = isComment ? diagramOf(touched) : null;
  return {
    diagram: diagram !== null && { mermaid: diagram },
    count: plural(changes.length, 'object'),
    more: Math.max(0, changes.length - mostChanges),
    rows: changes.slice(0, mostChanges).map(({ kind, object, name, detail }) => ({
      kind,
      object,
      name: tableCell(codeSpan(name)),
      detail: shorten(detail, longestReason),
    })),
  };
}

function settledView(settled: readonly Finding[], context: Context): object | null {
  if (settled.length === 0) return null;
  return {
    count: plural(settled.length, 'finding'),
    more: Math.max(0, settled.length - mostRows),
    rows: settled.slice(0, mostRows).map((finding) => ({
      severity: finding.severity,
      check: tableCell(codeSpan(finding.check)),
      where: tableCell(shortPlace(finding, context)),
      by: finding.accepted ? tableCell(codeSpan(finding.accepted.by)) : 'comment',
      reason: shorten((finding.accepted ?? finding.ignored)!.reason, longestReason),
    })),
  };
}

function skippedView(review: Review): object | null {
  const reasons = skippedOf(review);
  if (reasons.length === 0) return null;
  const checks = new Set(reasons.flatMap((each) => each.checks));
  return {
    count: plural(checks.size, 'check'),
    more: Math.max(0, reasons.length - mostRows),
    rows: reasons.slice(0, mostRows).map((each) => ({
      checks: tableCell(listed(each.checks.map((check) => codeSpan(check)))),
      because: shorten(each.because, longestReason),
    })),
  };
}
