import type { Finding, Review } from '../review/finding.ts';
import { codeSpan } from '../review/words.ts';
import { longestText } from './clamp.ts';
import type { Context } from './context.ts';
import { openFindings } from './findings.ts';
import { withFindings } from './full-findings.ts';
import { markerLine, readState, type State } from './marker.ts';
import { reviewView } from './views.ts';

export { isOurs, marker } from './marker.ts';

/** With more findings the first screen shows files instead. */
const mostInTable = 10;

/**
 * The body of the summary review comment, which ends with its hidden marker.
 *
 * @param previous the body that stands there now, if our own app has written one
 * @returns null when there is no warning, no error and no earlier summary to correct
 */
export function renderComment(review: Review, context: Context, previous?: string): string | null {
  const open = openFindings(review, context.settings.ignores);
  const isQuiet = open.every(({ severity }) => severity === 'notice');
  if (isQuiet && previous === undefined) return null;

  const view = {
    ...reviewView(review, open, context, true),
    ...newsView(open, previous === undefined ? null : readState(previous)),
    byFile: open.length > mostInTable,
  };
  const findings = open.map(({ fingerprint }) => fingerprint);
  const fixes = open.filter(({ fix }) => fix !== null).length;
  const state = { head: context.head, findings, fixes };
  const last = `\n\n${markerLine(state)}`;
  const name = isQuiet ? 'comment-clean' : 'comment';
  return withFindings(name, view, open, context, longestText - last.length) + last;
}

/** Whether suggestions may stand on a pull request with that summary. */
export function mayHaveSuggestions(previous: string | undefined): boolean {
  const state = previous === undefined ? null : readState(previous);
  return state !== null && state.fixes > 0;
}

function newsView(open: readonly Finding[], previous: State | null): object {
  if (!previous) return {};
  const now = new Set(open.map(({ fingerprint }) => fingerprint));
  const before = new Set(previous.findings);
  const added = [...now].filter((each) => !before.has(each)).length;
  const gone = [...before].filter((each) => !now.has(each)).length;
  const news = [added > 0 ? `${added} new` : '', gone > 0 ? `${gone} gone` : ''];
  return {
    previous: codeSpan(previous.head.slice(0, 7)),
    news: news.filter((each) => each !== '').join(', '),
  };
}
