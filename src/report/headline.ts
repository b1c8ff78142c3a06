import type { Finding, Review } from '../review/finding.ts';
import type { Severity } from '../review/settings.ts';
import { stops } from '../review/verdict.ts';
import { shorten, visible } from '../review/words.ts';
import type { Context } from './context.ts';
import { defuse } from './escape.ts';
import { countOf, countsOf, decisive, isUntouched, openFindings, plural } from './findings.ts';
import { segmentsOf } from './markdown.ts';

/** GitHub's box for merging shows no more. */
const longestTitle = 60;

/** The fact that decides, in at most 60 characters of plain text. */
export function headline(review: Review, { settings }: Pick<Context, 'settings'>): string {
  const open = openFindings(review, settings.ignores);
  const first = decisive(open);
  if (first && first.severity !== 'notice') {
    if (!stops(review.verdict, settings.failOn)) return passing(first, open);
    return named(first, countOf(open, first.severity) - 1, first.severity);
  }
  if (isUntouched(review)) return 'No database changes';
  const { migrations, files } = review.statistics;
  if (migrations + files === 0) return 'No migrations changed';
  const scope = migrations > 0 ? plural(migrations, 'migration') : plural(files, 'file');
  return `${scope} checked, ${remark(review, open)}`;
}

/** Findings that stop nothing: beside a green tick, how many there are comes first. */
function passing(first: Finding, open: readonly Finding[]): string {
  const counts = countsOf(open.filter(({ severity }) => severity !== 'notice'));
  const separator = counts.includes(',') || !counts.startsWith('1 ') ? ', first ' : ': ';
  const start = `${counts}${separator}${first.check}: `;
  const room = longestTitle - start.length;
  if (room < 8) return shorten(start.slice(0, -2), longestTitle);
  return start + shorten(defuse(subjectOf(first)), room);
}

function remark(review: Review, notices: readonly Finding[]): string {
  const skipped = new Set(review.skipped.map(({ check }) => check)).size;
  const remarks = [countsOf(notices), replayRemark(review, skipped)];
  return remarks.filter((each) => each !== '').join(', ') || 'no problems';
}

function replayRemark({ replay }: Review, skipped: number): string {
  if (replay?.status === 'timed-out') return 'replay ran out of time';
  if (replay?.status === 'impossible') return 'replay not possible';
  return skipped > 0 ? `${plural(skipped, 'check')} skipped` : '';
}

function named(finding: Finding, others: number, severity: Severity): string {
  const rest = others > 0 ? `, and ${others} more ${severity}${others === 1 ? '' : 's'}` : '';
  const subject = defuse(subjectOf(finding));
  const room = longestTitle - rest.length - finding.check.length - ': '.length;
  if (room < 8) return shorten(finding.check, longestTitle - rest.length) + rest;
  return `${finding.check}: ${shorten(subject, room)}${rest}`;
}

/** What a finding is about: the first name in its message, or else its place. */
function subjectOf({ message, path, line }: Finding): string {
  const name = segmentsOf(message).find(({ kind }) => kind === 'code');
  return name ? visible(name.text) : `${path.split('/').at(-1)}:${line}`;
}
